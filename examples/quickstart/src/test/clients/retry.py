"""Calls a flow CALLS times as clients should: waits Retry-After seconds on 429, fails on any other error."""
import json
import os
import sys
import time
import urllib.error
import urllib.request

url, calls, key = sys.argv[1], int(sys.argv[2]), os.environ["KEY"]
waits = 0


def execute():
    global waits
    while True:
        request = urllib.request.Request(
            url,
            data=json.dumps({"input": 1}).encode(),
            headers={"X-API-Key": key, "Content-Type": "application/json"},
            method="POST",
        )
        try:
            with urllib.request.urlopen(request) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            if error.code != 429:
                raise
            waits += 1
            time.sleep(int(error.headers["Retry-After"]))


done = sum(execute()["status"] == "completed" for _ in range(calls))
print(f"{done} calls done, waited {waits} times")
