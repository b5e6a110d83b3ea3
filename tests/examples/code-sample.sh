curl -X DELETE https://api.runpulse.com/job/your-job-id \
  -H "x-api-key: YOUR_API_KEY"
