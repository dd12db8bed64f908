using System.Globalization;
using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

// usage: Score <model.zip> <scores.txt> <version of ML.NET>
// Loads a model that another program trained, and expects the scores that the other program wrote. No libtorch is available here.
if (Directory.EnumerateFiles(AppContext.BaseDirectory, "*torch_cpu*", SearchOption.AllDirectories).Any())
    throw new InvalidOperationException("Scoring needs no libtorch, but the folder of this program contains it. Build without TorchSharp-cpu.");
var version = typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
if (version != args[2])
    throw new InvalidOperationException($"This program must run with ML.NET {args[2]}, but version {version} is loaded.");

var context = new MLContext();
var model = context.Model.Load(args[0], out var inputs);
var rows = Log.Create(sessions: 300, seed: 1);
var scored = context.Data.CreateEnumerable<Scored>(model.Transform(context.Data.LoadFromEnumerable(rows)), reuseRowObject: false).ToArray();
if (!scored.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Score:R} {row.Probability:R}")).SequenceEqual(File.ReadAllLines(args[1])))
    throw new InvalidOperationException("The loaded model gives other scores than the program that trained it.");
Console.WriteLine($"The model is loaded and gives the same scores for {scored.Length} rows.");

// A service ranks raw states, which have no action.
using var engine = context.Model.CreateActionRankingEngine<State>(model, inputs);
var state = new State { Features = rows[0].Features };
var probability = engine.ActionProbabilities(state)[(int)rows[0].Action];
if (Math.Abs(probability - scored[0].Probability) > 1e-6)
    throw new InvalidOperationException($"The engine gives the probability {probability}, but the transformed row has {scored[0].Probability}.");
Console.WriteLine($"The best action of the first state is {engine.TopActions(state, count: 1)[0].Id}.");

internal sealed class State
{
    [VectorType(2)] public float[] Features { get; set; } = [];
}
