using System.Runtime;
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
    [InlineData("device")]
    [InlineData("stage")]
    [InlineData("progress")]
    [InlineData("progress of a fit inside")]
    [InlineData("cancellation")]
    [InlineData("disposal")]
    public void Fit_Fails_LeavesTheNextOneOnAnyThreadAbleToRun(string at)
    {
        var failing = () => Fail(at);

        failing.Should().Throw<Exception>();

        Fit(new()).Should().Be(Alone);
        var other = "";
        var thread = new Thread(() => other = Fit(new()));
        thread.Start();
        thread.Join();
        other.Should().Be(Alone);
    }

    private static string Fail(string at) => at switch
    {
        "device" => Fit(new(), new MLContext(1) { GpuDeviceId = 99, FallbackToCpu = false }),
        "stage" => Fit(new(), rows: [.. ContractLog.Draw(seed: 1).Select(WithHugeFeatures)]),
        "progress" => Fit(new() { Progress = new ProgressList(_ => throw new InvalidTimeZoneException()) }),
        "progress of a fit inside" => Fit(new() { Progress = new ProgressList(_ => Fail("progress")) }),
        "cancellation" => Fit(new() { CancellationToken = new(canceled: true) }),
        _ => Fit(new() { Progress = new ProgressList(_ => LeaveWhatCannotBeFreed()) }),
    };

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

    private sealed class Undisposable : IDisposable
    {
        public void Dispose() => throw new InvalidTimeZoneException();
    }
}
