#!/usr/bin/env bash
# Fits one model by four processes on two machines. All arguments are folders that all machines see.
#   sbatch samples/jobs/slurm-fit.sh <folder of the programs> <folder of the shards> <folder of the model>
#SBATCH --job-name=joint-fit
#SBATCH --nodes=2
#SBATCH --ntasks-per-node=2
#SBATCH --cpus-per-task=1
#SBATCH --mem-per-cpu=4G
#SBATCH --time=04:00:00
#SBATCH --requeue
#SBATCH --output=%x-%j.log
set -euo pipefail
programs=${1:?Name the folder of JointFit.dll.}
data=${2:?Name the folder of the shards.}
output=${3:?Name the folder of the model.}

# A process that fails ends the job. A job that is started again continues from its last checkpoint.
srun --mpi=pmix --kill-on-bad-exit=1 dotnet "$programs/JointFit.dll" --data "$data" --epochs 20 --output "$output"
