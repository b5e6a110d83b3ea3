#!/bin/bash

API_KEY="YOUR_API_KEY"
JOB_IDS=("job-111-aaa" "job-222-bbb" "job-333-ccc")

for job_id in "${JOB_IDS[@]}"; do
    status=$(curl -s -o /dev/null -w "%{http_code}" -X DELETE \
        "https://api.runpulse.com/job/${job_id}" \
        -H "x-api-key: ${API_KEY}")
    
    if [ "$status" = "200" ]; then
        echo "✓ Cancelled: $job_id"
    else
        echo "✗ Failed to cancel $job_id (status $status)"
    fi
done
