using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.ML.ReinforcementRanking.Tests.Worlds;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Evaluation;

/// <summary>Tests that evaluations whose sums are in files give the numbers of evaluations in memory, and that their files go with them.</summary>
public sealed class EvaluationCacheTests : IDisposable
{
    /// <summary>Some more than the 1024 whose sums need no file.</summary>
    private const int Sessions = 1500;
    private const int Halves = 10;

    private static readonly JsonSerializerOptions AllNumbers = new() { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private static readonly Dictionary<string, Func<OffPolicyOptions>> Forms = new()
    {
        ["rows"] = () => new() { PlaceboColumnName = "StateValue" },
        ["values and states"] = () => new()
        { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"], StateColumnName = "State" },
        ["returns"] = () => new()
        {
            ActionValueColumnNames = ["ActionValue"],
            StateValueColumnNames = ["StateValue"],
            StateColumnName = "State",
            DiscountFactor = SessionWorld.Discount,
        },
        ["half-samples"] = () => new() { PropensityHalfSamplesColumnName = "Halves", DiscountFactor = 1 },
        ["pages"] = () => PageLog.WithColumns(new() { ActionValueColumnNames = ["ActionValue"], StateValueColumnNames = ["StateValue"] }),
        ["no intervals"] = () => new() { NumberOfBootstrapSamples = 0 },
    };

    private static readonly SessionWorld.Row[] Rows = SessionWorld.WithValues(SessionWorld.Log(Sessions, seed: 1), SessionWorld.Discount);

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("evaluation-");

    public static TheoryData<string, OffPolicyInterval> Evaluations
    {
        get
        {
            var evaluations = new TheoryData<string, OffPolicyInterval> { { "no intervals", OffPolicyInterval.Bootstrap } };
            foreach (var form in Forms.Keys.Where(form => form != "no intervals"))
                Enum.GetValues<OffPolicyInterval>().ToList().ForEach(interval => evaluations.Add(form, interval));
            return evaluations;
        }
    }

    private string Folder => Path.Combine(_root.FullName, "cache");

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [MemberData(nameof(Evaluations))]
    public void EvaluateOffPolicy_SumsInFiles_GivesTheNumbersOfMemory(string form, OffPolicyInterval interval)
    {
        var files = 0;
        string Evaluate(string? folder, int? megabytes)
        {
            var options = Forms[form]();
            (options.Interval, options.CacheDirectory, options.MaximumMemory) = (interval, folder, megabytes);
            if (options.NumberOfBootstrapSamples > 0)
                options.WithBootstrap(replicates: 100);
            var metrics = ScoredLog.Context.Ranking.EvaluateOffPolicy(
                View(form, () => files = folder is null ? files : Math.Max(files, Scratch.Length)), ["Reward"], options: options);
            return JsonSerializer.Serialize(metrics, AllNumbers);
        }
        var expected = Evaluate(null, null);

        Evaluate(Folder, null).Should().Be(expected);
        // What is left of 257 MB has space for some replicates, but not for all.
        Evaluate(Folder, 257).Should().Be(expected);

        files.Should().BePositive("sums of more than 1024 sessions are in files");
        Scratch.Should().BeEmpty();
    }

    [Fact]
    public void EvaluateOffPolicy_FewSessions_NeedsNoFile()
    {
        var files = 0;
        var rows = Rows.Where(row => row.GroupId < 1000);

        ScoredLog.Evaluate(Watched(rows, () => files += Scratch.Length), new() { CacheDirectory = Folder });

        files.Should().Be(0);
    }

    [Fact]
    public void EvaluateOffPolicy_FailsInTheLastRow_LeavesNoFile()
    {
        var files = 0;
        var last = new SessionWorld.Row { GroupId = 0, Probability = 0.5, Propensity = 0.5f, Reward = double.NaN };
        var evaluate = () => ScoredLog.Evaluate(
            Watched(Rows.Append(last), () => files = Math.Max(files, Scratch.Length)), new() { CacheDirectory = Folder });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("*response column 'Reward': the value is NaN*");

        files.Should().BePositive();
        Scratch.Should().BeEmpty();
        ScoredLog.Evaluate(Rows, new() { CacheDirectory = Folder, NumberOfBootstrapSamples = 0 }).RowCount.Should().Be(Rows.Length);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void EvaluateOffPolicy_Canceled_LeavesNoFile(bool whileItReads)
    {
        var context = new MLContext(1);
        var cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Action>(context);
        // Cancellation is checked every 4096 rows, and before replicates are drawn.
        var rows = Enumerable.Repeat(Rows, 4).SelectMany(some => some).ToArray();
        var at = whileItReads ? Rows.Length : rows.Length - 1;
        IEnumerable<SessionWorld.Row> Canceling()
        {
            foreach (var (index, row) in rows.Index())
            {
                if (index == at)
                    cancel();
                yield return row;
            }
        }
        var evaluate = () => context.Ranking.EvaluateOffPolicy(
            context.Data.LoadFromEnumerable(Canceling()), ["Reward"], options: new() { CacheDirectory = Folder });

        evaluate.Should().Throw<OperationCanceledException>();

        Scratch.Should().BeEmpty();
    }

    [Fact]
    public void EvaluateOffPolicy_TooLittleMemory_IsRefusedWithTheNumber()
    {
        var evaluate = () => ScoredLog.Evaluate(Rows, new() { CacheDirectory = Folder, MaximumMemory = 100 });

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("MaximumMemory is 100 MB, but this evaluation needs at least 257 MB: 256 MB for the "
            + "process, * bytes for the values of columns that are numbered, such as sessions, and 1 byte for each of * units of the bootstrap. *");
        Scratch.Should().BeEmpty();
    }

    [Theory]
    [InlineData("session")]
    [InlineData("cluster")]
    [InlineData("state")]
    [InlineData("page")]
    public void EvaluateOffPolicy_MemoryForTextThatIsNumbered_IsCounted(string role)
    {
        ScoredLog.Row[] rows = [.. Enumerable.Range(0, 2).Select(session => new ScoredLog.Row
        { Probability = 0.5f, Propensity = 0.5f, Reward = 1, User = new string((char)('a' + session), 1 << 20) })];
        string? UserFor(string column) => role == column ? "User" : null;
        OffPolicyOptions options = new()
        {
            ClusterColumnName = UserFor("cluster"),
            StateColumnName = UserFor("state"),
            RequestColumnName = UserFor("page"),
            PositionColumnName = role == "page" ? "GroupId" : null,
            CacheDirectory = Folder,
            MaximumMemory = 260,
        };
        var evaluate = () => ScoredLog.Context.Ranking.EvaluateOffPolicy(
            ScoredLog.View(rows), ["Reward"], rowGroupColumnName: UserFor("session"), options: options);

        evaluate.Should().Throw<InvalidOperationException>().WithMessage("MaximumMemory is 260 MB, but this evaluation needs at least 261 MB: *");
    }

    [Fact]
    public void EvaluateOffPolicy_MemoryWithoutAFolder_IsRefused() => FluentActions.Invoking(() => ScoredLog.Evaluate(Rows, new() { MaximumMemory = 1000 }))
        .Should().Throw<ArgumentOutOfRangeException>().WithMessage("*CacheDirectory must be a folder where MaximumMemory is set*");

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Resampling_AnyNumberOfReplicatesAtOnce_DrawsTheSameUnits(int atOnce)
    {
        const int Units = 20, Replicates = 30;
        byte[][] Draw(int replicatesAtOnce)
        {
            var drawn = new byte[Replicates][];
            new Resampling(Replicates, Seed: 3) { ReplicatesAtOnce = replicatesAtOnce }.Run(Units, (first, counts) =>
            {
                for (var index = 0; index < counts.Length; index++)
                    drawn[first + index] = [.. counts[index]];
            });
            return drawn;
        }

        var draws = Draw(atOnce);

        draws.Should().BeEquivalentTo(Draw(4), options => options.WithStrictOrdering());
        draws.Should().AllSatisfy(counts => counts.Sum(count => count).Should().Be(Units));
    }

    private string[] Scratch => Directory.Exists(Folder) ? Directory.GetFiles(Folder, "scratch-*") : [];

    /// <summary>Returns rows, and calls a function in the last ones.</summary>
    private static IEnumerable<TRow> Watched<TRow>(IEnumerable<TRow> rows, Action watch)
    {
        TRow[] all = [.. rows];
        foreach (var (index, row) in all.Index())
        {
            if (index > all.Length - 3)
                watch();
            yield return row;
        }
    }

    private static IDataView View(string form, Action watch)
    {
        if (form == "pages")
            return ScoredLog.View(Watched(new PageWorld(PageInteraction.FromAbove).Log(Sessions, seed: 1, modelError: 0.1), watch));
        var rows = ScoredLog.View(Watched(Rows, watch));
        return form != "half-samples" ? rows : new AddedColumnsView(
            ((IHostEnvironment)ScoredLog.Context).Register("test"), rows, [new AddedColumn("Halves", [.. Enumerable.Range(0, Halves).Select(Half)])]);
    }

    /// <summary>Returns propensities that differ from those of the log, in a random half of the sessions.</summary>
    private static float[] Half(int half)
    {
        var random = new Random(half);
        bool[] isInside = [.. Enumerable.Range(0, Sessions).Select(_ => random.Next(2) == 0)];
        return [.. Rows.Select(row => isInside[row.GroupId] ? row.Propensity * (0.9f + 0.1f * random.NextSingle()) : float.NaN)];
    }
}
