using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Tables;

/// <summary><c>tables</c>: all parts, and the page of their results.</summary>
internal static class TablesReport
{
    /// <summary>About 500,000 rows.</summary>
    public const int SimulatedUsers = 6600;

    private static readonly string Page = Path.Combine("docs", "results", "tscac-tables.md");

    /// <summary>Longest parts first, so that both processes end at about the same time.</summary>
    public static void Run(string folder, int seeds, int users)
    {
        var clock = Stopwatch.StartNew();
        string[] logs = [users.ToString(CultureInfo.InvariantCulture), folder];
        var results = TableParts.RunAll([.. logs.SelectMany(log => Enumerable.Range(1, seeds).Select(seed => (log, seed)))]);
        LogTables Of(string log) => new([.. results.Where(result => result.Log == log)]);
        Directory.CreateDirectory(Path.GetDirectoryName(Page)!);
        File.WriteAllText(Page, Write(Of(TableSettings.KuaiRandName), Of(TableSettings.SimulatedName), users, clock.Elapsed).ReplaceLineEndings("\n"));
        Console.WriteLine($"Wrote {Path.GetFullPath(Page)} in {clock.Elapsed:h\\:mm\\:ss}");
    }

    private static string Write(LogTables kuaiRand, LogTables simulated, int users, TimeSpan duration) => string.Join("\n\n", [
        Head(kuaiRand, users, duration), Offline(kuaiRand, simulated), Online(simulated), Strengths(kuaiRand, simulated), Time(kuaiRand, simulated)]) + "\n";

    private static string Head(LogTables kuaiRand, int users, TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"""
        # The tables of the TSCAC paper: all rows

        Written by

        ```sh
        dotnet run -c Release --project tests/Microsoft.ML.ReinforcementRanking.Benchmarks -- tables <folder with KuaiRand's files> {kuaiRand.Seeds}{(users == SimulatedUsers ? "" : $" {users}")}
        ```

        in {duration.TotalMinutes:F0} minutes on {Environment.ProcessorCount} cores ({RuntimeInformation.OSArchitecture}, {RuntimeInformation.OSDescription}), {RuntimeInformation.FrameworkDescription}, ML.NET {Version(typeof(MLContext))}, TorchSharp {Version(typeof(torch))} (CPU), two processes
        at a time with one thread of libtorch each. Means ± standard deviations over seeds 1 to {kuaiRand.Seeds}; of the simulated log a seed is another world: users, videos, log, training and service.

        How: the first 60 % by time train, the next 20 % choose, the last 20 % are estimated once. Every policy is compared at the temperature at which a third of
        the validation rows is effective, so that none looks better for being bolder (behaviour cloning as it is: on a uniform log there is nothing to sharpen). TSCAC's λ is
        the one with the longest validation watch time among {string.Join(", ", LogStudy.Strengths)} whose validation clicks and interactions are not below the boosted trees', and where none is, the one that
        misses least. RCPO's bounds are the boosted trees' validation level, too. Label: log(1 + seconds). Discount {TableSettings.KuaiRand.DiscountFactor} on KuaiRand, {TableSettings.Simulated.DiscountFactor} in the simulator. Epochs, batches and
        temperatures: `TableSettings.cs`, `MethodTrainer.cs`, the same for all methods that have them.

        **Not comparable with the paper's numbers**, which stand beside ours for their structure: the paper evaluates on logs of the production policy (KuaiRand-27K, its
        150 most-logged videos) with Gaussian surrogates of deterministic policies around video indices and a behaviour model that is fitted to the test rows, and goes live on Kuaishou; here the log is uniform
        over 7,583 videos of 1,000 users with known propensities, policies are genuine distributions, and "online" is a simulator.
        """);

    private static string Offline(LogTables kuaiRand, LogTables simulated) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Table 2: off-policy, KuaiRand-1K random

        NCIS per exposure, watch time in seconds. {kuaiRand.Description}. TSCAC's λ by seed: {kuaiRand.ChosenStrengths}.

        {kuaiRand.Offline}

        ## Table 2: off-policy, simulated log

        NCIS is of a row's own response: with a discount, policies give some of it up for the rest of the session, which only Table 3 sees.
        {simulated.Description}. TSCAC's λ by seed: {simulated.ChosenStrengths}.

        {simulated.Offline}

        The paper:

        {PaperNumbers.Offline}
        """);

    private static string Online(LogTables simulated) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Table 3: online, in the simulator, true values

        Per session of the day after the log; the first columns as they are, the others as lift over the boosted trees in %. All methods; the paper's arms are {string.Join(", ", Roster.Online)}.

        {simulated.Online}

        {simulated.Verdict}

        The paper (live, against its ranker):

        {PaperNumbers.Online}
        """);

    private static string Strengths(LogTables kuaiRand, LogTables simulated) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Figure 3: λ

        The fitted TSCAC policies of both logs with the dial turned, each at the same effective sample size (the last column is the temperature that this takes): what is left
        is the mixture. With a discount, the main critic stays that of the λ it was trained at, 1. KuaiRand, NCIS:

        {kuaiRand.OfflineSweep}

        Simulator, NCIS:

        {simulated.OfflineSweep}

        Simulator, true values (lift over the boosted trees):

        {simulated.OnlineSweep}

        The paper, where λ has another unit:

        {PaperNumbers.Strengths}
        """);

    private static string Time(LogTables kuaiRand, LogTables simulated) => string.Create(CultureInfo.InvariantCulture, $"""
        ## Time

        Seconds of training, KuaiRand (all of a seed: {kuaiRand.PartSeconds}):

        {kuaiRand.Durations}

        Simulated log (all of a seed: {simulated.PartSeconds}):

        {simulated.Durations}
        """);

    /// <summary>The package's; what follows a plus is its commit.</summary>
    private static string Version(Type type) => type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
