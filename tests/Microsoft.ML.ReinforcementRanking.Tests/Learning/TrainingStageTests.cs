using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Learning;

/// <summary>
/// Tests which epoch a stage ends with, using a learner with given held-out scores (docs/equations-rmtl.md (E10)), and the effect of a trained start.
/// </summary>
public sealed class TrainingStageTests : IDisposable
{
    private readonly TorchSession _session = Tabular.OpenTorch(1);
    private readonly LogRows _log = TaskTabular.Log([.. Enumerable.Range(0, 10).Select(row => new TaskTabular.Row([row], [0]))]);

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData(new[] { .50, .60, .59, .58, .99 }, 4, 2)]
    [InlineData(new[] { .50, .60, .59, .61, .60, .60, .99 }, 6, 4)]
    [InlineData(new[] { .50, .50, .50, .99 }, 3, 1)]
    public void Stage_PatienceOfTwo_StopsAtTheEpochOfTheExampleAndKeepsTheBest(double[] scores, int stopsAt, int best)
    {
        var (run, learner) = Run(new(), scores);

        run.History.Select(entry => entry.Epoch).Should().Equal(Enumerable.Range(1, stopsAt));
        learner.Epoch.Should().Be(best);
    }

    [Theory]
    [InlineData(new[] { .60, .50, .55, .99 }, 2, 0)]
    [InlineData(new[] { .60, .60, .60, .99 }, 2, 0)]
    [InlineData(new[] { .60, .59, .61, .60, .60, .99 }, 4, 2)]
    public void Stage_TrainedStart_IsTheOneToBeat(double[] startAndEpochs, int stopsAt, int best)
    {
        var (run, learner) = Run(new() { IsTrained = true }, startAndEpochs);

        run.History.Should().HaveCount(stopsAt);
        learner.Epoch.Should().Be(best);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Stage_NothingHeldOut_KeepsTheLastEpoch(bool isTrained)
    {
        var (run, learner) = Run(new() { IsTrained = isTrained }, scores: null, maximumEpochs: 5);

        run.History.Should().HaveCount(5);
        learner.Epoch.Should().Be(5);
    }

    [Fact]
    public void Stage_ConvergedLearner_Ends()
    {
        var (run, learner) = Run(new(), scores: null, maximumEpochs: 5, convergesAt: 3);

        run.History.Should().HaveCount(3);
        learner.Epoch.Should().Be(3);
    }

    [Fact]
    public void Stage_CanceledBeforeItsFirstEpoch_HasTheTrainedStartOrNothing()
    {
        var canceled = new CancellationToken(canceled: true);
        var untrained = () => Run(new(), [.5, .6], token: canceled);

        var (run, learner) = Run(new() { IsTrained = true }, [.5, .6], token: canceled);

        run.History.Should().BeEmpty();
        run.Warnings.Should().ContainSingle().Which.Should().StartWith("Training was canceled in stage 'last' (1 of 1) after 0 of 20 epochs.");
        learner.Epoch.Should().Be(0);
        untrained.Should().Throw<OperationCanceledException>()
            .WithMessage("Training was canceled in stage 'last' (1 of 1), before there was a model to return.");
    }

    [Theory]
    [InlineData(new[] { .50, .60, .65 }, true)]
    [InlineData(new[] { .50, .60, .601 }, false)]
    [InlineData(new[] { .50, .60, .59 }, false)]
    [InlineData(new[] { .50 }, false)]
    public void Stage_AllEpochsRun_WarnsOnlyIfTheLastStillImprovedNoticeably(double[] scores, bool warns)
    {
        var (run, _) = Run(new(), scores, maximumEpochs: scores.Length);

        if (warns)
            run.Warnings.Should().ContainSingle().Which.Should().StartWith("Stage 'last' (1 of 1) ran all its 3 epochs, and its result on the held-out");
        else
            run.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Stage_TrainedStart_CountsInTheWholeImprovement()
        => Run(new() { IsTrained = true }, [.50, .65], maximumEpochs: 1).Run.Warnings.Should().ContainSingle();

    [Fact]
    public void Stage_NothingHeldOutOrEndedEarly_DoesNotWarnOfMoreEpochs()
    {
        Run(new(), scores: null, maximumEpochs: 3).Run.Warnings.Should().BeEmpty();
        Run(new(), [.50, .60, .59, .58], maximumEpochs: 4).Run.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Stage_NoScoreIsANumber_SaysThatNoEpochIsTheBest()
        => FluentActions.Invoking(() => Run(new(), [double.NaN, double.NaN], maximumEpochs: 2)).Should().Throw<InvalidOperationException>()
            .WithMessage("Stage 'last' has no best epoch: its result on the held-out rows is NaN in all of its 2 epochs. *");

    [Fact]
    public void Stage_ScoreThatIsNotANumber_IsNotTheBest()
    {
        var (_, learner) = Run(new(), [.50, double.NaN, .40], maximumEpochs: 3);

        learner.Epoch.Should().Be(1);
    }

    [Fact]
    public void Stage_Stream_FixesOrderAndDropoutWhateverRanBefore()
    {
        var alone = Last(new() { Stream = 7 });
        var afterAnother = Last(new() { Stream = 7 }, before: new Scripted(null));

        afterAnother.Rows.Should().Equal(alone.Rows);
        afterAnother.Draws.Should().Equal(alone.Draws);
        Last(new() { Stream = 8 }).Rows.Should().NotEqual(alone.Rows);
        Last(new(), before: new Scripted(null)).Rows.Should().NotEqual(Last(new()).Rows, "without a stream the number of the stage decides");
    }

    [Fact]
    public void Train_PlanOfStages_TrainsThemInOrderAndHandsTheirLearnersOn()
    {
        var progress = new Collected();
        using var run = NewRun(null, progress: progress);
        var plan = new TrainingPlan();
        List<string> order = [];
        var first = plan.Add("first", 2, () => new Scripted(null), _ => order.Add("first finished"));
        var second = plan.Add("second", 1, () =>
        {
            order.Add("second created");
            first.Learner.Rows.Should().HaveCount(20, "the stage before has been trained");
            return new Scripted(null);
        });
        var early = () => second.Learner;

        early.Should().Throw<InvalidOperationException>().WithMessage("Stage 'second' has not been trained yet.");
        run.Train(plan);

        order.Should().Equal("first finished", "second created");
        progress.Reports.Select(report => (report.Stage, report.StageNumber, report.NumberOfStages)).Should()
            .Equal(("first", 1, 2), ("first", 1, 2), ("second", 2, 2));
    }

    [Fact]
    public void Train_StagesTogether_ShareTheirBatchesAndEndEachAtItsOwnTime()
    {
        var progress = new Collected();
        using (var run = NewRun(_log, progress))
        {
            var plan = new TrainingPlan();
            List<string> finished = [];
            Together? group = null;
            var stages = plan.AddTogether<Scripted>(["short", "long"], 20,
                () => [new([.5, .4, .3]), new([.1, .2, .3, .4, .3, .3])], learners => group = new(learners), learner => finished.Add($"{learner.Rows.Count}"));
            var early = () => stages.Learners;

            early.Should().Throw<InvalidOperationException>().WithMessage("Stage 'short' has not been trained yet.");
            run.Train(plan);

            run.History.Select(entry => (entry.Stage, entry.Epoch)).Should().Equal(
                ("short", 1), ("short", 2), ("short", 3), ("long", 1), ("long", 2), ("long", 3), ("long", 4), ("long", 5), ("long", 6));
            group!.Kept.Should().Equal(1);
            finished.Should().Equal("30", "60");
            stages.Learners[0].Rows.Should().Equal(stages.Learners[1].Rows.Take(30));
            stages.Learners.Select(learner => learner.Weight).Should().Equal(1, 4);
        }
        progress.Reports.Select(report => (report.StageNumber, report.NumberOfStages)).Take(3).Should().Equal((1, 2), (2, 2), (1, 2));
    }

    [Theory]
    [InlineData(1, typeof(InvalidTimeZoneException))]
    [InlineData(2, typeof(AggregateException))]
    public void Dispose_OwnedObjectsFail_DisposesOfTheOthersAndReportsTheFailures(int failures, Type reported)
    {
        var run = NewRun(null);
        for (var index = 0; index < failures; index++)
            run.Own(new Disposal(() => throw new InvalidTimeZoneException()));
        var isDisposed = false;
        run.Own(new Disposal(() => isDisposed = true));

        Record.Exception(run.Dispose).Should().BeOfType(reported);

        isDisposed.Should().BeTrue();
    }

    [Fact]
    public void Build_PlanWithoutAModel_IsAnError()
    {
        var build = () => new TrainingPlan().Build();

        build.Should().Throw<InvalidOperationException>();
    }

    private Scripted Last(StageStart start, Scripted? before = null)
    {
        using var run = NewRun(null);
        var plan = new TrainingPlan();
        if (before is not null)
            plan.Add("first", 2, () => before);
        var last = plan.Add("last", 2, () => new Scripted(null), start: start);
        run.Train(plan);
        return last.Learner;
    }

    private (TrainingRun Run, Scripted Learner) Run(StageStart start, double[]? scores, int maximumEpochs = 20, int convergesAt = int.MaxValue,
        CancellationToken token = default)
    {
        using var run = NewRun(scores is null ? null : _log, token: token);
        var plan = new TrainingPlan();
        var stage = plan.Add("last", maximumEpochs, () => new Scripted(scores) { ConvergesAt = convergesAt }, start: start);
        run.Train(plan);
        return (run, stage.Learner);
    }

    private TrainingRun NewRun(LogRows? heldOut, IProgress<TrainingProgress>? progress = null, CancellationToken token = default)
        => new(LogRow.Host(), _session, _log, heldOut, new(BatchSize: 10, Patience: 2, progress, token), seed: 1);

    private sealed class Collected : IProgress<TrainingProgress>
    {
        public List<TrainingProgress> Reports { get; } = [];

        public void Report(TrainingProgress value) => Reports.Add(value);
    }

    /// <summary>Represents a learner whose weight is the number of its epochs, each of one batch.</summary>
    private sealed class Scripted : Learner
    {
        private readonly double[]? _scores;
        private readonly AffineMap _module = new(new Parameter(zeros(1, 1)));
        private int _assessments;

        public Scripted(double[]? scores)
        {
            _scores = scores;
        }

        public int ConvergesAt { get; init; } = int.MaxValue;

        public int Epoch { get; private set; }

        public float Weight => _module.CopyWeights()[0][0];

        public List<int> Rows { get; } = [];

        public List<float> Draws { get; } = [];

        protected override IReadOnlyList<NetworkModule> Modules => [_module];

        public override StepLosses Step(TransitionBatch batch)
        {
            Rows.AddRange(batch.Rows.ToArray());
            Draws.Add(RandomSource.Current.Normal(1, 1).item<float>());
            _module.LoadWeights([[_module.CopyWeights()[0][0] + 1]]);
            return new("loss", 1);
        }

        public override Assessment Assess(LogRows heldOut) => new(_scores![_assessments++], []);

        public override bool HasConverged(double loss) => _module.CopyWeights()[0][0] >= ConvergesAt;

        protected override void Dispose(bool disposing)
        {
            // A run frees its learners at its end, so their results are read before.
            Epoch = (int)_module.CopyWeights()[0][0];
            base.Dispose(disposing);
        }
    }

    /// <summary>Trains scripted learners one after another.</summary>
    private sealed class Together(IReadOnlyList<Scripted> learners) : ILearnerGroup
    {
        private IReadOnlyList<Scripted> _learners = learners;

        public IEnumerable<NetworkModule> Modules => _learners.SelectMany(learner => learner.AllModules);

        public List<int> Kept { get; } = [];

        public IReadOnlyList<StepLosses> Step(TransitionBatch batch) => [.. _learners.Select(learner => learner.Step(batch))];

        public void LimitGradients(double? maximumNorm)
        {
        }

        public void Visit(StateArchive archive)
        {
        }

        public void Keep(IReadOnlyList<int> learners)
        {
            Kept.AddRange(learners);
            _learners = [.. learners.Select(index => _learners[index])];
        }

        public void Dispose()
        {
        }
    }

    private sealed class Disposal(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
