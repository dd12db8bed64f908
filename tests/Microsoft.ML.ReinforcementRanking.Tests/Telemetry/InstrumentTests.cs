using System.Diagnostics.Metrics;
using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Serving;
using Microsoft.ML.Trainers.ReinforcementRanking.Telemetry;

namespace Microsoft.ML.ReinforcementRanking.Tests.Telemetry;

/// <summary>Tests the instruments of the process, so that no other test may fit or score at the same time.</summary>
[Collection(GlobalState.Name)]
public sealed class InstrumentTests
{
    private readonly List<(string Name, double Value, string Tags)> _measured = [];
    private readonly List<string> _units = [];

    [Fact]
    public void Fit_WithAListener_MeasuresEveryEpoch()
    {
        using var listener = Listen();
        var active = new List<double>();
        var progress = new ProgressList(_ => active.Add(ActiveFits(listener, "TscacRankingTrainer")));

        var model = ContractTrainers.Named("TscacExact").Fit(new() { Progress = progress });

        active.Should().NotBeEmpty().And.OnlyContain(fits => fits == 1);
        ActiveFits(listener, "TscacRankingTrainer").Should().Be(0);
        var history = model.Model.History;
        string[] tags = [.. history.Select(entry => $"ranking.trainer=TscacRankingTrainer, ranking.stage={entry.Stage}")];
        foreach (var name in new[] { "ranking.fit.rows", "ranking.fit.epoch.duration", "ranking.fit.stage.loss" })
            _measured.Where(measured => measured.Name == name).Select(measured => measured.Tags).Should().Equal(tags, name);
        Of("ranking.fit.rows").Distinct().Should().ContainSingle().Which.Should().BeInRange(1, ContractLog.Rows.Length);
        Of("ranking.fit.epoch.duration").Should().OnlyContain(seconds => seconds > 0);
        Of("ranking.fit.stage.loss").Should().OnlyContain(loss => double.IsFinite(loss));
    }

    [Fact]
    public void Fit_Fails_IsNotActiveAnyMore()
    {
        using var listener = Listen();
        var progress = new ProgressList(_ => throw new InvalidTimeZoneException());

        var trainer = ContractTrainers.Named("CategoricalCloning");
        FluentActions.Invoking(() => trainer.Fit(new() { Progress = progress })).Should().Throw<InvalidTimeZoneException>();

        ActiveFits(listener, "BehaviorCloningTrainer").Should().Be(0);
    }

    [Fact]
    public void Scoring_WithAListener_CountsRowsOnce()
    {
        var scored = ContractTrainers.Named("CategoricalCloning").Model.Transform(new MLContext(1).View());
        using var listener = Listen();

        using (var cursor = scored.GetRowCursor([scored.Schema["Score"], scored.Schema["Probability"]]))
        {
            var (score, probability) = (cursor.GetGetter<float>(scored.Schema["Score"]), cursor.GetGetter<float>(scored.Schema["Probability"]));
            for (var value = 0f; cursor.MoveNext();)
            {
                score(ref value);
                probability(ref value);
            }
        }

        Of("ranking.scoring.rows").Sum().Should().Be(ContractLog.Rows.Length);
    }

    [Fact]
    public void Engine_WithAListener_MeasuresEveryOperation()
    {
        using var engine = new MLContext(1).Model.CreateActionRankingEngine<ServedLog.State>(ServedLog.Model);
        using var listener = Listen();

        engine.TopActions(ServedLog.States[0], 2);
        engine.SamplePage(ServedLog.States[0], 2, seed: 1);
        engine.ActionProbabilities(ServedLog.States[0]);

        _measured.Where(measured => measured.Name == "ranking.serving.duration").Select(measured => measured.Tags).Should()
            .Equal("ranking.operation=TopActions", "ranking.operation=SamplePage", "ranking.operation=ActionProbabilities");
        Of("ranking.serving.duration").Should().OnlyContain(seconds => seconds > 0);
    }

    [Fact]
    public void Instruments_WithoutAListener_AllocateNothing()
    {
        void Use()
        {
            Instruments.CountScoredRow();
            Instruments.EndRanking(Instruments.StartRanking(), "TopActions");
            Instruments.EndEpoch("Trainer", "stage", 1, 1, 1);
        }
        Use();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var call = 0; call < 1000; call++)
            Use();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
    }

    [Fact]
    public void Instruments_NamesAndUnits_AreThoseOfTheDocumentation()
    {
        using var listener = Listen();
        var page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "observability.md"));

        _units.Should().HaveCount(6);
        _units.Should().AllSatisfy(unit => page.Should().Contain(unit));
    }

    private MeterListener Listen()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name != Instruments.MeterName || !instrument.Name.StartsWith("ranking.", StringComparison.Ordinal))
                    return;
                _units.Add($"| `{instrument.Name}` | {instrument.GetType().Name.Split('`')[0]} | `{instrument.Unit}` |");
                own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Add(instrument, value, tags));
        listener.Start();
        return listener;
    }

    // ML.NET scores the rows of a cursor on several threads, and a measurement arrives on the thread that makes it.
    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_measured)
            _measured.Add((instrument.Name, value, string.Join(", ", tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))));
    }

    private double ActiveFits(MeterListener listener, string trainer)
    {
        listener.RecordObservableInstruments();
        return _measured.Last(measured => measured.Name == "ranking.fit.active" && measured.Tags == $"ranking.trainer={trainer}").Value;
    }

    private IEnumerable<double> Of(string name) => _measured.Where(measured => measured.Name == name).Select(measured => measured.Value);
}
