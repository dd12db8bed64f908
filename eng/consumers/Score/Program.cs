using System.Globalization;
using System.Reflection;
using Microsoft.ML;

// Scores with a model that another program trained, where there is no libtorch, and expects that program's own scores.
if (Directory.EnumerateFiles(AppContext.BaseDirectory, "*torch_cpu*", SearchOption.AllDirectories).Any())
    throw new InvalidOperationException("This program is to show that scoring needs no libtorch, but libtorch is here.");

// usage: Score <model.zip> <scores.txt> <version of ML.NET>
if (typeof(MLContext).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0] != args[2])
    throw new InvalidOperationException($"This program is to run with ML.NET {args[2]}, but another version is loaded.");

var context = new MLContext();
var model = context.Model.Load(args[0], out _);
var scored = context.Data.CreateEnumerable<Scored>(model.Transform(context.Data.LoadFromEnumerable(Log.Create(sessions: 300, seed: 1))), reuseRowObject: false);
var lines = scored.Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Score:R} {row.Probability:R}")).ToArray();
if (!lines.SequenceEqual(File.ReadAllLines(args[1])))
    throw new InvalidOperationException("The loaded model scores differently.");
Console.WriteLine($"loaded, {lines.Length} rows scored the same");
