using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Trainers.ReinforcementRanking;

// Trains a model on a log, saves it, and writes the scores that every other process must get from it.
var context = new MLContext(seed: 1);
var data = context.Data.LoadFromEnumerable(Log.Create(sessions: 300, seed: 1));
var pipeline = context.Transforms.NormalizeMinMax("Features").Append(context.Ranking.Trainers.Tscac(new TscacRankingTrainer.Options
{
    LabelColumnName = nameof(Row.WatchTime),
    PropensityColumnName = nameof(Row.Propensity),
    AuxiliaryResponses = [new AuxiliaryResponse(nameof(Row.Like))],
    NumberOfStageOneEpochs = 2,
    NumberOfStageTwoEpochs = 2,
}));
var model = pipeline.Fit(data);
context.Model.Save(model, data.Schema, "model.zip");

var scored = context.Data.CreateEnumerable<Scored>(model.Transform(data), reuseRowObject: false);
File.WriteAllLines("scores.txt", scored.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Score:R} {row.Probability:R}")));
Console.WriteLine("The model is trained and saved.");
