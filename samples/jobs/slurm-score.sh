#!/usr/bin/env bash
# Scores a folder of shards by eight processes. Those that failed are run again with sbatch --array=<numbers>.
#   sbatch samples/jobs/slurm-score.sh <folder of the programs> <file of the model> <folder of the shards> <folder of the scored shards>
#SBATCH --job-name=batch-scoring
#SBATCH --array=0-7
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=1G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --signal=B:TERM@60
#SBATCH --output=%x-%A-%a.log
set -euo pipefail
programs=${1:?Name the folder of BatchScoring.dll.}
model=${2:?Name the file of the model.}
data=${3:?Name the folder of the shards.}
output=${4:?Name the folder of the scored shards.}

# The number of processes is given, because Slurm counts only those that it is told to run again. The program takes the place of the shell, so that it gets
# the signal before the time is up.
exec dotnet "$programs/BatchScoring.dll" --model "$model" --data "$data" --output "$output" --shard-index "$SLURM_ARRAY_TASK_ID" --shard-count 8
