using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary>Runs the command <c>tables</c>: it computes the parts of every log, and writes the pages with their results.</summary>
internal static class TablesReport
{
    /// <summary>The default number of simulated users, which gives about 500,000 rows.</summary>
    public const int SimulatedUsers = 6600;

    private static readonly string Results = Path.Combine("docs", "results");

    /// <param name="folder">The folder with the files of KuaiRand.</param>
    /// <param name="seeds">The number of seeds, which start at 1.</param>
    /// <param name="users">The number of users of a simulated log, or 0 for KuaiRand only.</param>
    public static void Run(string folder, int seeds, int users)
    {
        var clock = Stopwatch.StartNew();
        var numbers = Enumerable.Range(1, seeds);
        // The longest parts come first, so that both processes end at about the same time.
        var simulated = users > 0 ? numbers.Select(seed => (users.ToString(CultureInfo.InvariantCulture), seed)) : [];
        var logs = TableParts.RunAll([.. simulated, .. numbers.Select(seed => (folder, seed))]).GroupBy(result => result.Log);
        foreach (var tables in logs.Select(results => new LogTables([.. results])))
        {
            var head = Head(tables, users, clock.Elapsed);
            if (tables.Log == TableSettings.KuaiRand.Log)
                Write("tscac-kuairand.md", head, Offline(tables), Strengths(tables), Time(tables));
            else
                Write("tscac-simulated.md", head, Offline(tables), Online(tables), Strengths(tables), OnlineStrengths(tables), Time(tables));
        }
    }

    private static void Write(string page, params IEnumerable<string> sections)
    {
        var file = Path.GetFullPath(Path.Combine(Results, page));
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, string.Join("\n\n", sections).ReplaceLineEndings("\n") + "\n");
        Console.WriteLine($"The results are in {file}.");
    }

    private static string Head(LogTables tables, int users, TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"""
        # The tables of the TSCAC paper, on the {tables.Log} log: all rows

        Written by

        ```sh
        {CommandLine(tables, users)}
        ```

        in {duration.TotalMinutes:F0} minutes, with the page of the other log if it has one, on {Environment.ProcessorCount} cores
        ({RuntimeInformation.OSArchitecture}, {RuntimeInformation.OSDescription}), {RuntimeInformation.FrameworkDescription}, ML.NET
        {Version(typeof(MLContext))}, TorchSharp {Version(typeof(torch))} (CPU), with two processes at a time and one thread of libtorch in each.
        Numbers are means ± standard deviations over seeds 1 to {tables.Seeds}. In the simulated log a seed is another world: users, videos, log,
        training, and service.

        The first 60 % by time are for training, the next 20 % for every choice, and the last 20 % are estimated once. Every policy is compared at
        the temperature at which a third of the validation rows is effective, so that no policy looks better because it deviates further from the
        log. Behavior cloning keeps its temperature, because on a uniform log a lower one only magnifies noise. The constraint strength λ of TSCAC is
        the one with the longest validation watch time among {string.Join(", ", LogStudy.Strengths)} whose validation clicks and interactions are
        not below those of the boosted trees. If there is none, it is the one with the smallest shortfall. The validation estimate is NCIS of each row's
        discounted return (discount {TableSettings.KuaiRand.ChoiceDiscount} on KuaiRand, {TableSettings.Simulated.ChoiceDiscount} in the
        simulator: the rest of the session). The bounds of RCPO are the validation level of the boosted trees, too, of returns at the discount of
        training: {TableSettings.KuaiRand.DiscountFactor} on KuaiRand, {TableSettings.Simulated.DiscountFactor} in the simulator. The label is
        log(1 + seconds). Epochs, batches, and learning rates are in `TableSettings.cs` and `MethodTrainer.cs`.

        **The numbers are not comparable with those of the paper**, which are shown for the structure of the tables. The paper evaluates on logs
        of the production policy (KuaiRand-27K, its 150 most-logged videos), with Gaussian surrogates of deterministic policies around video
        indices and a behavior model that is fitted to the test rows. Its online test is on Kuaishou. Here logs are uniform over all videos with
        known propensities, policies are distributions over actions, and the online test is a simulator.
        """);

    private static string CommandLine(LogTables tables, int users)
        => "dotnet run -c Release --project tests/Microsoft.ML.ReinforcementRanking.Benchmarks -- tables <folder with KuaiRand's files> "
            + string.Create(CultureInfo.InvariantCulture, $"{tables.Seeds}{(users == SimulatedUsers ? "" : $" {users}")}");

    private static string Offline(LogTables tables) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Table 2: off-policy

        NCIS per exposure, with watch time in seconds. It measures a row's own response. With a discount, policies give up some of it for the rest
        of the session, which only true values measure. {tables.Description}. λ of TSCAC by seed: {tables.ChosenStrengths}.

        {tables.Offline}

        The paper:

        {PaperNumbers.Offline}
        """);

    private static string Online(LogTables tables) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Table 3: online, in the simulator, true values

        Per session of the days after the log. The first columns are values, the others are lifts over the boosted trees in %. The table has all
        methods; the paper's arms are {string.Join(", ", ComparedMethods.Online)}.

        {tables.Online}

        {tables.Conclusion}

        The paper (live, against its ranker):

        {PaperNumbers.Online}
        """);

    private static string Strengths(LogTables tables) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Figure 3: λ

        The fitted TSCAC policies at several constraint strengths, each at the same effective sample size (the last column is the temperature that
        this takes), so only the mixture differs. With a discount, the main critic stays that of the constraint strength it was trained at, 1.
        NCIS:

        {tables.OfflineSweep}

        The paper, where λ has another unit:

        {PaperNumbers.Strengths}
        """);

    private static string OnlineStrengths(LogTables tables) => string.Create(CultureInfo.InvariantCulture, $"""
        True values (lift over the boosted trees):

        {tables.OnlineSweep}
        """);

    private static string Time(LogTables tables) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Time

        Seconds of training (all of a seed: {tables.PartSeconds}):

        {tables.Durations}
        """);

    /// <summary>Gets the version of the package. The part after the plus sign is the commit.</summary>
    private static string Version(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
