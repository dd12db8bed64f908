using System.Diagnostics;
using BatchScoring;
using JointFit;
using Microsoft.ML.Data;
using Arguments = BatchScoring.Arguments;
using Job = BatchScoring.Job;

namespace Microsoft.ML.ReinforcementRanking.Tests.Samples.Shards;

/// <summary>Scores a folder in one run, in several, and in runs that something ends.</summary>
public sealed class BatchScoringTests(ScoredFolder folder) : IClassFixture<ScoredFolder>
{
    private const string Small = "part-0000.parquet";
    private const string Large = "part-0001.parquet";

    private readonly string _output = folder.NewFolder();

    [Fact]
    public void Run_Once_WritesWhatTheModelSays()
    {
        var ml = new MLContext(1);
        var expected = Transformed(ml, Large);

        var scored = ml.Data.LoadFromParquet(Path.Combine(folder.Scored, Large));

        scored.Schema.Select(column => column.Name).Should().Equal("User", "Session", "Video", "Click", "WatchTime",
            "Score", "Click.Score", "Click.Probability", "Click.PredictedLabel", "WatchTime.Score");
        scored.GetColumn<long>("User").Should().Equal(expected.GetColumn<long>("User"));
        scored.GetColumn<string>("Video").Should().Equal(expected.GetColumn<string>("Video"));
        scored.GetColumn<bool>("Click.PredictedLabel").Should().Equal(expected.GetColumn<bool>("Click.PredictedLabel"));
        scored.GetColumn<float>("Score").Should().Equal(expected.GetColumn<float>("Score")).And.HaveCount(ScoredFolder.RowsOfLargeShard);
    }

    [Fact]
    public async Task Run_Columns_AreWrittenInTheirOrder()
    {
        (await Run(columns: ["Score", "Features", "Video"])).Should().Be(0);

        var ml = new MLContext(1);
        var scored = ml.Data.LoadFromParquet(Path.Combine(_output, Small));
        scored.Schema.Select(column => column.Name).Should().Equal("Score", "Features", "Video");
        scored.GetColumn<float[]>("Features").Should().BeEquivalentTo(
            Transformed(ml, Small).GetColumn<float[]>("Features"), options => options.WithStrictOrdering());
    }

    [Fact]
    public async Task Run_Again_ScoresNothing()
    {
        await Run();
        var times = Times();
        var states = new States();

        (await Run(progress: states)).Should().Be(0);

        states.Ends.Should().Equal(ShardState.ScoredBefore, ShardState.ScoredBefore, ShardState.ScoredBefore);
        Times().Should().Equal(times);
    }

    [Fact]
    public async Task Run_OtherShardOrModelOrColumns_ScoresAgain()
    {
        var data = folder.NewFolder();
        File.Copy(Path.Combine(folder.Data, Small), Path.Combine(data, Small));
        async Task<ShardState> State(string model, string[]? columns = null)
        {
            var states = new States();
            (await Job.Run(new() { Model = model, Data = data, Output = _output, Columns = columns }, states, default)).Should().Be(0);
            return states.Ends.Should().ContainSingle().Subject;
        }

        (await State(folder.Model)).Should().Be(ShardState.Scored);
        var first = ScoredFolder.Contents(_output)[Small];
        (await State(folder.Fit("other", seed: 5))).Should().Be(ShardState.Scored);
        ScoredFolder.Contents(_output)[Small].Should().NotBe(first);
        (await State(folder.Model, ["Score"])).Should().Be(ShardState.Scored);
        File.Copy(Path.Combine(folder.Data, "part-0002.parquet"), Path.Combine(data, Small), overwrite: true);
        (await State(folder.Model, ["Score"])).Should().Be(ShardState.Scored);
        (await State(folder.Model, ["Score"])).Should().Be(ShardState.ScoredBefore);
    }

    [Fact]
    public async Task Run_SeveralProcesses_GiveTheBytesOfOne()
    {
        var runs = Enumerable.Range(0, 4).Select(index => Task.Run(() => Run(share: new(index, 4, "a test"))));

        (await Task.WhenAll(runs)).Should().OnlyContain(code => code == 0, "a process may have no shard");

        ScoredFolder.Contents(_output).Should().Equal(ScoredFolder.Contents(folder.Scored));
    }

    [Fact]
    public async Task Run_AfterAKill_GivesTheBytesOfOneRun()
    {
        ChildProcess.Run(ScoreAndDie, folder.Model, folder.Data, _output).ExitCode.Should().NotBe(0);
        Directory.GetFiles(_output, "*.parquet").Should().ContainSingle("the process died in the second shard").Which.Should().EndWith(Small);
        Directory.GetFiles(_output).Should().HaveCount(2, "the unfinished file is left");

        (await Run()).Should().Be(0);

        ScoredFolder.Contents(_output).Should().Equal(ScoredFolder.Contents(folder.Scored));
    }

    [Fact]
    public async Task Run_WhileAnotherProcessWritesTheShard_LeavesItsFile()
    {
        using (var other = new JointFit.Shards.UnfinishedFile(Path.Combine(_output, Small)))
        {
            (await Run()).Should().Be(0);
            Directory.GetFiles(_output, "*.unfinished").Should().ContainSingle();
        }
        ScoredFolder.Contents(_output).Should().Equal(ScoredFolder.Contents(folder.Scored));
    }

    [Fact]
    public async Task Run_Canceled_LeavesCompleteFilesOnly()
    {
        using var cancellation = new CancellationTokenSource();
        var progress = new States(state => state.Shard == Large, cancellation.Cancel);

        await FluentActions.Awaiting(() => Run(progress: progress, token: cancellation.Token)).Should().ThrowAsync<OperationCanceledException>();

        Directory.GetFiles(_output).Should().ContainSingle().Which.Should().EndWith(Small);
    }

    [Fact]
    public async Task Run_FileOfSomebodyElse_IsLeftAlone()
    {
        File.Copy(Path.Combine(folder.Data, Small), Path.Combine(_output, Small));
        await File.WriteAllTextAsync(Path.Combine(_output, "part-0002.parquet"), "notes");

        (await Run()).Should().Be(1, "two files are not ours");

        ScoredFolder.Contents(_output)[Small].Should().Be(ScoredFolder.Contents(folder.Data)[Small]);
        ScoredFolder.Contents(_output)[Large].Should().Be(ScoredFolder.Contents(folder.Scored)[Large], "other shards are scored");
        (await File.ReadAllTextAsync(Path.Combine(_output, "part-0002.parquet"))).Should().Be("notes");
    }

    [Fact]
    public async Task Score_ShardWithoutAColumn_NamesItAndTheColumns()
    {
        var scorer = await ShardScorer.Load(folder.Model, default);
        var shard = Path.Combine(folder.Scored, Small);

        await FluentActions.Awaiting(() => scorer.Score(shard, Path.Combine(_output, Small), null, new Progress<long>(), default)).Should()
            .ThrowAsync<InvalidDataException>().WithMessage($"{shard}: *fitted to *'Features' (Vector<Single, 8>)*'Features'*");
        shard = Path.Combine(folder.Data, Small);
        await FluentActions.Awaiting(() => scorer.Score(shard, Path.Combine(_output, Small), ["Duration"], new Progress<long>(), default)).Should()
            .ThrowAsync<InvalidDataException>().WithMessage($"{shard}: *no column 'Duration'*'WatchTime.Score'*");
        Directory.GetFiles(_output).Should().BeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task Run_FoldersThatAreTheSame_IsRefused(string end)
        => await FluentActions.Awaiting(() => Job.Run(new() { Model = folder.Model, Data = _output + end, Output = _output }, new States(), default)).Should()
            .ThrowAsync<InvalidDataException>().WithMessage("*same folder*");

    [Fact]
    public async Task Load_FileThatIsNoModel_NamesIt()
        => await FluentActions.Awaiting(() => ShardScorer.Load(Path.Combine(folder.Data, Small), default)).Should().ThrowAsync<InvalidDataException>()
            .WithMessage("*part-0000.parquet: *");

    [Fact]
    public void Run_WithoutTorch_GivesTheSameBytes()
    {
        var result = ChildProcess.RunWithoutTorch(ScoreFolder, folder.Model, folder.Data, _output);

        result.ExitCode.Should().Be(0, result.Error);
        ScoredFolder.Contents(_output).Should().Equal(ScoredFolder.Contents(folder.Scored));
    }

    private IDataView Transformed(MLContext ml, string shard)
        => ml.Model.Load(folder.Model, out _).Transform(ml.Data.LoadFromParquet<Visit>(Path.Combine(folder.Data, shard)));

    private static void ScoreAndDie(string[] words) => Score(words, new States(state => state.Shard == Large, Process.GetCurrentProcess().Kill));

    private static void ScoreFolder(string[] words) => Score(words, new States());

    private static void Score(string[] words, States states)
    {
        var code = Job.Run(new() { Model = words[0], Data = words[1], Output = words[2] }, states, default).GetAwaiter().GetResult();
        if (code != 0)
            Environment.Exit(code);
    }

    private Task<int> Run(WorkerShare? share = null, IReadOnlyList<string>? columns = null, States? progress = null, CancellationToken token = default)
        => Job.Run(new Arguments
        {
            Model = folder.Model,
            Data = folder.Data,
            Output = _output,
            Columns = columns,
            Share = share ?? WorkerShare.Everything,
        }, progress ?? new States(), token);

    private DateTime[] Times() => [.. Directory.GetFiles(_output).Order().Select(File.GetLastWriteTimeUtc)];

    /// <summary>Keeps how shards ended, and does something when the first row group of a shard is written.</summary>
    private sealed class States(Predicate<ShardProgress>? when = null, Action? then = null) : IProgress<ShardProgress>
    {
        private readonly List<ShardState> _ends = [];

        public IReadOnlyList<ShardState> Ends => _ends;

        public void Report(ShardProgress value)
        {
            if (value.State != ShardState.Going)
                _ends.Add(value.State);
            else if (when?.Invoke(value) == true)
                then!();
        }
    }
}
