using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

// Fits with the communicator of the package for MPI. The program was started by itself, so that it is a job of one process and needs no MPI.
using var communicator = MpiCommunicator.Open();
var context = new MLContext(seed: 1);
var data = context.Data.LoadFromEnumerable(Log.Create(sessions: 100, seed: 1));
var pipeline = context.Transforms.NormalizeMinMax("Features").Append(context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options
{
    NumberOfEpochs = 2,
    Communicator = communicator,
}));
var scored = pipeline.Fit(data).Transform(data);
if (communicator.NumberOfRanks != 1 || scored.Schema.GetColumnOrNull("Score") is null)
    throw new InvalidOperationException($"The fit had {communicator.NumberOfRanks} ranks, and its model adds {scored.Schema}.");
Console.WriteLine("The package for MPI fits outside of a job.");
