using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Microsoft.ML.ReinforcementRanking.Mutation;

var name = new Argument<string>("area") { Description = $"One of {string.Join(", ", Area.All.Select(area => area.Name))}." };
var sample = new Option<int>("--sample") { Description = "The number of mutants that are drawn.", DefaultValueFactory = _ => 600 };
var seed = new Option<int>("--seed") { Description = "The seed of the sample.", DefaultValueFactory = _ => 1 };
var skip = new Option<int>("--skip") { Description = "The number of mutants at the start of the sample that a run before has tried." };
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
var mutants = new Option<int[]>("--mutants")
{
    Description = "The numbers of mutants that are tried instead of a sample, such as those that survived before tests were written.",
    AllowMultipleArgumentsPerToken = true,
};
var tests = new Option<string?>("--tests") { Description = "A regular expression of the names of the classes of tests that run instead of the area's." };
var command = new RootCommand("Changes the code of an area of the library, and counts the changes that its tests notice.")
{
    name, sample, seed, skip, seconds, slowest, mutants, tests,
};
command.SetAction(arguments =>
{
    var area = Area.All.Single(area => area.Name == arguments.GetValue(name));
    area = area with { Tests = arguments.GetValue(tests) ?? area.Tests };
    MutantChoice choice = new(arguments.GetValue(sample), arguments.GetValue(seed), arguments.GetValue(skip), arguments.GetValue(mutants) ?? []);
    return Run(area, choice, arguments.GetValue(seconds), arguments.GetValue(slowest));
});
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
return command.Parse(args).Invoke();

static int Run(Area area, MutantChoice choice, double seconds, double slowest)
{
    var repository = typeof(Area).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == "RepositoryRoot").Value!;
    var copy = new MutatedCopy(repository, area);
    var mutants = copy.Create();
    using var run = new MutantRun(area, copy.TestAssembly, slowest);
    run.Cover();
    Console.WriteLine($"{area.Name}: {mutants.Count} mutants, {run.NumberOfClasses} classes of tests");
    var watch = Stopwatch.StartNew();
    // The results are written one by one, so that a run that is ended loses nothing.
    using var results = new StreamWriter(Path.Combine(repository, "artifacts", "mutation", area.Name + ".txt")) { AutoFlush = true };
    var (tried, killed) = (0, 0);
    foreach (var mutant in choice.Of(mutants).TakeWhile(_ => watch.Elapsed.TotalSeconds < seconds))
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
        => $"{area.Name}: {killed} of {tried} mutants killed ({100.0 * killed / Math.Max(1, tried):0.0} %) in {watch.Elapsed.TotalSeconds:0} s, {choice}";
}
