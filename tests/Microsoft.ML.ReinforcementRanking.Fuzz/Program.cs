using System.CommandLine;
using System.Globalization;
using Microsoft.ML.ReinforcementRanking.Fuzz;
using Microsoft.ML.ReinforcementRanking.Fuzz.Readers;
using Microsoft.ML.ReinforcementRanking.Fuzz.Requests;

var files = new Option<long>("--files") { Description = "The number of damaged files.", DefaultValueFactory = _ => 10_000 };
var first = new Option<long>("--first") { Description = "The number of the first one.", DefaultValueFactory = _ => 0 };
var run = new Option<int>("--seed") { Description = "The seed of the damage.", DefaultValueFactory = _ => 1 };
var seconds = new Option<double>("--seconds") { Description = "The time after which no file is tried.", DefaultValueFactory = _ => double.PositiveInfinity };
var keep = new Option<string?>("--keep") { Description = "A folder for the files that show a problem." };
var writers = new Command("writers", "Saves models to streams that fail, once at each write.");
writers.SetAction(_ => WriterFuzzer.Run());
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return new RootCommand("Gives damaged files and requests to what reads them. The exit code is 1 if anything but a documented error comes of it.")
{
    Fuzzer("models", "Loads and scores damaged model files.", ModelFuzzer.Run),
    Fuzzer("readers", "Reads damaged logs, Parquet files and checkpoints.", ReaderFuzzer.Run),
    Fuzzer("requests", "Sends damaged requests to the web service of the samples.", RequestFuzzer.Run),
    writers,
}.Parse(args).Invoke();

Command Fuzzer(string name, string description, Func<FuzzRun, int> fuzz)
{
    var command = new Command(name, description) { files, first, run, seconds, keep };
    command.SetAction(arguments => fuzz(new(
        arguments.GetValue(run), arguments.GetValue(first), arguments.GetValue(files), arguments.GetValue(seconds), arguments.GetValue(keep))));
    return command;
}
