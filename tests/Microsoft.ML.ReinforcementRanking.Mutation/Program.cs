using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.ReinforcementRanking.Mutation;

var name = new Argument<string>("area") { Description = $"One of {string.Join(", ", Area.All.Select(area => area.Name))}." };
var sample = new Option<int>("--sample") { Description = "The number of mutants that are drawn.", DefaultValueFactory = _ => 600 };
var seed = new Option<int>("--seed") { Description = "The seed of the sample.", DefaultValueFactory = _ => 1 };
var seconds = new Option<double>("--seconds")
{
    Description = "The time after which no mutant is tried.",
    DefaultValueFactory = _ => double.PositiveInfinity,
};
var slowest = new Option<double>("--slowest")
{
    Description = "The time of a class of tests in seconds above which it is not used.",
    DefaultValueFactory = _ => 30,
};
var command = new RootCommand("Changes the code of an area of the library, and counts the changes that its tests notice.")
{
    name, sample, seed, seconds, slowest,
};
command.SetAction(arguments => Run(
    Area.All.Single(area => area.Name == arguments.GetValue(name)), arguments.GetValue(sample), arguments.GetValue(seed), arguments.GetValue(seconds),
    arguments.GetValue(slowest)));
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return command.Parse(args).Invoke();

static int Run(Area area, int sample, int seed, double seconds, double slowest)
{
    var repository = typeof(Area).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;
    var copy = new MutatedCopy(repository, area);
    var mutants = copy.Create().ToArray();
    new Random(seed).Shuffle(mutants);
    using var run = new MutantRun(area, copy.TestAssembly, slowest);
    run.Cover();
    Console.WriteLine($"{area.Name}: {mutants.Length} mutants, {run.NumberOfClasses} classes of tests");
    var watch = Stopwatch.StartNew();
    // The results are written one by one, so that a run that is ended loses nothing.
    using var results = new StreamWriter(Path.Combine(repository, "artifacts", "mutation", area.Name + ".txt")) { AutoFlush = true };
    var (tried, killed) = (0, 0);
    foreach (var mutant in mutants.Take(sample).TakeWhile(_ => watch.Elapsed.TotalSeconds < seconds))
    {
        var verdict = run.Try(mutant);
        results.WriteLine($"{verdict.Text}: {mutant}");
        tried++;
        killed += verdict.IsKilled ? 1 : 0;
        if (!verdict.IsKilled)
            Console.WriteLine($"{verdict.Text}: {mutant}");
        if (tried % 25 == 0 || !verdict.IsKilled)
            Console.WriteLine(Share());
    }
    Console.WriteLine(Share());
    return 0;

    string Share()
        => $"{area.Name}: {killed} of {tried} mutants killed ({100.0 * killed / Math.Max(1, tried):0.0} %) in {watch.Elapsed.TotalSeconds:0} s, seed {seed}";
}
