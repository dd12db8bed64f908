using System.Runtime;
using Microsoft.ML.ReinforcementRanking.Tests.Equations;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions;
using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Learning;
using Microsoft.ML.Trainers.ReinforcementRanking.Networks;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

/// <summary>
/// Tests training inside an application that does other things at the same time: other fits, its own settings of garbage collection, and failures.
/// </summary>
public class BusyProcessTests
{
    private static readonly string Alone = Fit(new());

    [Fact]
    public void Fit_InsideTheProgressOfAnother_GivesTheModelsOfBothAlone()
    {
        List<string> inner = [];

        var outer = Fit(new() { Progress = new ProgressList(_ => inner.Add(Fit(new()))) });

        outer.Should().Be(Alone);
        inner.Should().NotBeEmpty().And.OnlyContain(model => model == Alone);
    }

    [Fact]
    public void Fit_OfEveryKindAtOnce_GivesTheModelsOfEachAlone()
    {
        string[] alone = [.. BusyFits.Kinds.Select(kind => kind())];

        var together = new string[2 * alone.Length];
        Thread[] threads = [.. together.Select((_, index) => new Thread(() => together[index] = BusyFits.Kinds[index % alone.Length]()))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());

        together.Should().Equal([.. alone, .. alone]);
    }

    [Fact]
    public void Fit_InTheApplicationsOwnNoCollectionRegion_TrainsAndLeavesTheRegionAlone()
    {
        var result = ChildProcess.Run(FitInRegion);

        result.ExitCode.Should().Be(0, result.Error);
        result.Output.Should().Be($"{Alone} {GCLatencyMode.NoGCRegion}");
    }

    [Theory]
    [InlineData("library")]
    [InlineData("device")]
    [InlineData("random source")]
    [InlineData("dispose scope")]
    [InlineData("constructor of a learner")]
    [InlineData("stage")]
    [InlineData("progress")]
    [InlineData("progress of a fit inside")]
    [InlineData("cancellation")]
    [InlineData("disposal of a learner")]
    [InlineData("disposal of an object of the scope")]
    public void Fit_Fails_LeavesTheThreadAsBeforeAndTheNextOneOnAnyThreadAbleToRun(string at)
    {
        using var around = TorchSession.Open(new MLContext(1), seed: 1);
        var (random, scope) = (RandomSource.Current, CurrentDisposeScope);
        var failing = () => Fail(at);

        failing.Should().Throw<Exception>();

        RandomSource.Current.Should().BeSameAs(random);
        CurrentDisposeScope.Should().BeSameAs(scope);
        Fit(new()).Should().Be(Alone);
        var other = "";
        var thread = new Thread(() => other = Fit(new()));
        thread.Start();
        thread.Join();
        other.Should().Be(Alone);
    }

    [Fact]
    public void Fit_FailsAtEveryPointOnManyThreads_KeepsNobodyOut()
    {
        var reports = 0;
        Fit(new() { Progress = new ProgressList(_ => reports++) });
        string[] points =
        [
            "library", "device", "random source", "dispose scope", "constructor of a learner", "stage", "progress of a fit inside", "cancellation",
            "disposal of a learner", "disposal of an object of the scope", "row", "folder",
        ];
        Action[] failing =
        [
            .. points.Select<string, Action>(point => () => Fail(point)),
            .. Enumerable.Range(1, reports).Select<int, Action>(report => () => FailAt(report)),
        ];
        var failures = new Exception?[failing.Length];
        string[] models = new string[2];
        Thread[] threads =
        [
            .. failing.Select((fail, index) => new Thread(() => failures[index] = Record.Exception(fail))),
            .. models.Select((_, index) => new Thread(() => models[index] = Fit(new()))),
        ];

        Array.ForEach(threads, thread => thread.Start());

        threads.Should().OnlyContain(thread => thread.Join(TimeSpan.FromMinutes(2)), "no fit waits for another one");
        failures.Should().NotContainNulls();
        models.Should().OnlyContain(model => model == Alone);
        Fit(new()).Should().Be(Alone);
    }

    private static void FailAt(int report)
    {
        var count = 0;
        Fit(new()
        {
            Progress = new ProgressList(_ =>
            {
                if (++count == report)
                    throw new InvalidTimeZoneException();
            }),
        });
    }

    private static void Fail(string at)
    {
        _ = at switch
        {
            "library" => Open(load: () => throw new InvalidTimeZoneException()),
            "device" => Fit(new(), new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = false }),
            "random source" => Open(newRandom: _ => throw new InvalidTimeZoneException()),
            "dispose scope" => Open(newScope: () => throw new InvalidTimeZoneException()),
            "constructor of a learner" => Train(() => new FailingLearner(isConstructed: false)),
            "stage" => Fit(new(), rows: [.. ContractLog.Draw(seed: 1).Select(WithHugeFeatures)]),
            "progress" => Fit(new() { Progress = new ProgressList(_ => throw new InvalidTimeZoneException()) }),
            "progress of a fit inside" => Fit(new() { Progress = new ProgressList(_ => Fail("progress")) }),
            "row" => Fit(new(), rows: [.. ContractLog.Rows[..7], new() { Label = float.NaN }]),
            "folder" => Fit(new() { CheckpointDirectory = typeof(BusyProcessTests).Assembly.Location }),
            "cancellation" => Fit(new() { CancellationToken = new(canceled: true) }),
            "disposal of a learner" => Train(() => new FailingLearner(isConstructed: true)),
            "disposal of an object of the scope" => Fit(new() { Progress = new ProgressList(_ => LeaveWhatCannotBeFreed()) }),
            _ => throw new ArgumentOutOfRangeException(nameof(at), at, "The test knows no such point of failure."),
        };
    }

    /// <summary>Opens the session of a fit with a part that fails in place of the library's own.</summary>
    private static string Open(Action? load = null, Func<Device, RandomSource>? newRandom = null, Func<DisposeScope>? newScope = null)
    {
        using var session = TorchSession.Open(load ?? TorchLibrary.EnsureLoaded, () => CPU, newRandom ?? (device => new(1, device)), newScope
            ?? NewDisposeScope);
        return "";
    }

    /// <summary>Trains one stage as a trainer does.</summary>
    private static string Train(Func<Learner> create)
    {
        using var session = TorchSession.Open(new MLContext(1), seed: 1);
        using var run = new TrainingRun(LogRow.Host(), session, TaskTabular.Log([new([1], [0])]), heldOut: null, new(1, 1, null, default), seed: 1);
        var plan = new TrainingPlan();
        plan.Add("only", 1, create);
        run.Train(plan);
        return "";
    }

    private static ContractRow WithHugeFeatures(ContractRow row)
    {
        row.Features = [.. row.Features.Select(feature => feature * 1e30f)];
        return row;
    }

    /// <summary>An object in the scope of the session of a fit. Its disposal fails.</summary>
    private static void LeaveWhatCannotBeFreed()
    {
        using var scope = NewDisposeScope();
        var disposable = new Undisposable();
        scope.Attach(disposable);
        scope.MoveToOuter(disposable);
    }

    private static void FitInRegion(string[] arguments)
    {
        Fit(new());
        GC.TryStartNoGCRegion(200 << 20);
        var model = Fit(new());
        Console.Write($"{model} {GCSettings.LatencyMode}");
    }

    private static string Fit(FitSettings settings, MLContext? context = null, ContractRow[]? rows = null)
    {
        context ??= new(1);
        return ModelBytes.OfNetworks(context.Ranking.Trainers.Tscac(settings.ToTscac(FitSettings.Action)).Fit(context.View(rows ?? ContractLog.Rows)));
    }

    /// <summary>A learner without modules. Its constructor or its disposal fails.</summary>
    private sealed class FailingLearner : Learner
    {
        private readonly Tensor _drawn = RandomSource.Current.Normal(1, 1);

        public FailingLearner(bool isConstructed)
        {
            if (!isConstructed)
                throw new InvalidTimeZoneException();
        }

        protected override IReadOnlyList<NetworkModule> Modules => [];

        public override StepLosses Step(TransitionBatch batch) => new("loss", _drawn.item<float>());

        public override Assessment Assess(LogRows heldOut) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            base.Dispose(disposing);
            throw new InvalidTimeZoneException();
        }
    }

    private sealed class Undisposable : IDisposable
    {
        public void Dispose() => throw new InvalidTimeZoneException();
    }
}
