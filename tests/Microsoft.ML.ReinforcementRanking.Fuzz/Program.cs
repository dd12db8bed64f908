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
var clients = new Option<int>("--clients") { Description = "The number of clients that send requests at the same time.", DefaultValueFactory = _ => 1 };
var writers = new Command("writers", "Saves models to streams that fail, once at each write.");
writers.SetAction(_ => WriterFuzzer.Run());
var requests = Fuzzer(
    "requests", "Sends damaged requests to the web service of the samples.", (run, arguments) => RequestFuzzer.Run(run, arguments.GetValue(clients)));
requests.Add(clients);
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return new RootCommand("Gives damaged files and requests to what reads them. The exit code is 1 if anything but a documented error comes of it.")
{
    Fuzzer("models", "Loads and scores damaged model files.", (run, _) => ModelFuzzer.Run(run)),
    Fuzzer("readers", "Reads damaged logs, Parquet files and checkpoints.", (run, _) => ReaderFuzzer.Run(run)),
    requests,
    writers,
}.Parse(args).Invoke();

Command Fuzzer(string name, string description, Func<FuzzRun, ParseResult, int> fuzz)
{
    var command = new Command(name, description) { files, first, run, seconds, keep };
    command.SetAction(arguments => fuzz(new(
        arguments.GetValue(run), arguments.GetValue(first), arguments.GetValue(files), arguments.GetValue(seconds), arguments.GetValue(keep)), arguments));
    return command;
}
