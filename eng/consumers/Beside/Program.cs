using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.TorchSharp;
using Microsoft.ML.Trainers.ReinforcementRanking;

// Fits a policy in a process and a pipeline that also has a trainer of ML.NET over TorchSharp. That trainer is not fitted, because it downloads weights.
var context = new MLContext(seed: 1);
var data = context.Data.LoadFromEnumerable(Log.Create(sessions: 300, seed: 1));
var classification = context.MulticlassClassification.Trainers.TextClassification(labelColumnName: "Liked", sentence1ColumnName: nameof(Row.Title));
var policy = context.Transforms.NormalizeMinMax("Features")
    .Append(context.Transforms.Conversion.MapValueToKey("Liked", nameof(Row.Like)))
    .Append(context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
    {
        LabelColumnName = nameof(Row.WatchTime),
        PropensityColumnName = nameof(Row.Propensity),
        AuxiliaryResponses = [new AuxiliaryResponse(nameof(Row.Like))],
        NumberOfStageOneEpochs = 2,
        NumberOfStageTwoEpochs = 2,
    }));

// ML.NET makes the shape of a schema itself when a pipeline is fitted. It has no public method for it.
var create = typeof(SchemaShape).GetMethod("Create", BindingFlags.Static | BindingFlags.NonPublic)!;
var shape = policy.Append(classification).GetOutputSchema((SchemaShape)create.Invoke(null, [data.Schema])!);
foreach (var column in (string[])["Score", "Probability", "ResponseValues", "PredictedLabel"])
{
    if (shape.All(own => own.Name != column))
        throw new InvalidOperationException($"The pipeline of both trainers has no column {column}.");
}

var model = policy.Fit(data);
var scores = context.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false);
if (!scores.All(row => row.Probability is > 0 and < 1))
    throw new InvalidOperationException("A logged action has a probability that is not between 0 and 1.");

// The trainers of ML.NET build their networks of the same modules.
using var layer = TorchSharp.torch.nn.Linear(2, 1);
Console.WriteLine($"The policy is fitted beside {typeof(TorchSharpCatalog).Assembly.GetName()} and {typeof(TorchSharp.torch).Assembly.GetName()}.");
