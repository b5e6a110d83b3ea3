#!/bin/bash

JOB_ID="abc123-def456-ghi789"
API_KEY="YOUR_API_KEY"

response=$(curl -s -w "\n%{http_code}" -X DELETE \
    "https://api.runpulse.com/job/${JOB_ID}" \
    -H "x-api-key: ${API_KEY}")

# Split response body and status code
body=$(echo "$response" | head -n -1)
status_code=$(echo "$response" | tail -n 1)

case "$status_code" in
    200)
        echo "✓ Job ${JOB_ID} cancelled successfully"
        echo "$body" | jq .
        ;;
    401)
        echo "✗ Invalid or missing API key"
        ;;
    403)
        echo "✗ You don't have access to job ${JOB_ID}"
        ;;
    404)
        echo "✗ Job ${JOB_ID} not found"
        ;;
    *)
        echo "✗ Failed to cancel job (status $status_code)"
        echo "$body"
        ;;
esac
