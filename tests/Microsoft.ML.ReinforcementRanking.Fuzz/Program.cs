using System.CommandLine;
using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Fuzz;

var files = new Option<long>("--files") { Description = "The number of damaged model files.", DefaultValueFactory = _ => 10_000 };
var first = new Option<long>("--first") { Description = "The number of the first one.", DefaultValueFactory = _ => 0 };
var run = new Option<int>("--seed") { Description = "The seed of the damage.", DefaultValueFactory = _ => 1 };
var seconds = new Option<double>("--seconds") { Description = "The time after which no file is tried.", DefaultValueFactory = _ => double.PositiveInfinity };
var keep = new Option<string?>("--keep") { Description = "A folder for the files that show a problem." };
var models = new Command("models", "Loads and scores damaged model files.") { files, first, run, seconds, keep };
models.SetAction(arguments => ModelFuzzer.Run(new(
    arguments.GetValue(run), arguments.GetValue(first), arguments.GetValue(files), arguments.GetValue(seconds), arguments.GetValue(keep))));
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return new RootCommand("Gives damaged files to the readers of the library. The exit code is 1 if anything but a documented error comes of it.") { models }
    .Parse(args).Invoke();
