# Cancel a pending or processing job
curl -X DELETE https://api.runpulse.com/job/abc123-def456-ghi789 \
  -H "x-api-key: YOUR_API_KEY"
