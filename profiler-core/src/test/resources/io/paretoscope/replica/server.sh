#!/bin/sh
# Stays for as long as it is let, like nvidia-cuda-mps-server.
exec sleep 100000
