using Microsoft.ML.ReinforcementRanking.Tests.Contract;
using Microsoft.ML.ReinforcementRanking.Tests.Sessions.History;
using Microsoft.ML.Trainers.ReinforcementRanking;
using static Microsoft.ML.ReinforcementRanking.Tests.BadInput.BadInputCase;

namespace Microsoft.ML.ReinforcementRanking.Tests.BadInput;

/// <summary>Sessions, splits, the features of a session in serving, and the diagnosis of a log.</summary>
internal static class BadSessions
{
    private const string Group = "SessionDataCatalog.GroupSessions";
    private const string BySession = "SessionDataCatalog.TrainTestSplitBySession";
    private const string ByTime = "SessionDataCatalog.TrainTestSplitByTime";
    private const string Diagnose = "LogDiagnosisCatalog.DiagnoseLog";

    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);
    private static readonly DataOperationsCatalog Data = SpoiledLog.Context.Data;

    public static IEnumerable<BadInputCase> Cases =>
    [
        Of<ArgumentOutOfRangeException>(Group, "a user column that is missing", () => Data.GroupSessions(Log(), "Nowhere", "Time")),
        Of<ArgumentOutOfRangeException>(Group, "a time column of Boolean", () => Data.GroupSessions(Log(), "User", "Click")),
        Of<ArgumentOutOfRangeException>(Group, "a gap of 0", () => Data.GroupSessions(Log(), "User", "Time", new() { Gap = TimeSpan.Zero })),
        Of<InvalidOperationException>(Group, "no rows", () => Data.GroupSessions(View([]), "User", "Time")),
        Of<InvalidOperationException>(Group, "a user that is missing", () => Data.GroupSessions(Log(row => row.User = ""), "User", "Time")),
        Of<InvalidOperationException>(Group, "times of two units", () => Data.GroupSessions(Log(row => row.Time /= 1000), "User", "Time")),
        Of<ArgumentOutOfRangeException>(BySession, "a session column that is missing", () => Data.TrainTestSplitBySession(Log(), "Nowhere")),
        Of<ArgumentOutOfRangeException>(BySession, "a fraction of 1", () => Data.TrainTestSplitBySession(Log(), "User", testFraction: 1)),
        Of<ArgumentOutOfRangeException>(ByTime, "a time column that is missing", () => Data.TrainTestSplitByTime(Log(), "Nowhere")),
        Of<InvalidOperationException>(ByTime, "one time in all rows", () => Data.TrainTestSplitByTime(View([HistoryRow.At(1), HistoryRow.At(1)]), "Time")),
        Of<ArgumentException>("SessionStateCatalog.CreateSessionState", "a schema without history features",
            () => SpoiledLog.Context.Model.CreateSessionState(Log().Schema)),
        Of<ArgumentException>("SessionState.Add", "an event with one of two responses", () => State().Add(new(Noon) { Responses = [1], ActionId = "a" })),
        Of<ArgumentException>("SessionState.Add", "a response that is NaN", () => State().Add(new(Noon) { Responses = [1, float.NaN], ActionId = "a" })),
        Of<ArgumentException>("SessionState.Add", "an event without its action", () => State().Add(new(Noon) { Responses = [1, 1] })),
        Of<ArgumentOutOfRangeException>("SessionState.Add", "an event before the last one", () => State(Event(Noon)).Add(Event(Noon.AddSeconds(-1)))),
        Of<ArgumentOutOfRangeException>("SessionState.FeaturesAt", "a time before features with its events", () => Later().FeaturesAt(Noon)),
        Of<ArgumentOutOfRangeException>(Diagnose, "a response column that is missing", () => Data.DiagnoseLog(SpoiledLog.Sound, ["Nowhere"])),
        Of<ArgumentOutOfRangeException>(Diagnose, "a sample of 0 rows",
            () => Data.DiagnoseLog(SpoiledLog.Sound, ["Label"], new() { MaximumSampledRows = 0 })),
        Of<InvalidOperationException>(Diagnose, "no rows", () => Data.DiagnoseLog(SpoiledLog.Context.View([]), ["Label"])),
        Of<InvalidOperationException>(Diagnose, "an action that is missing",
            () => Data.DiagnoseLog(SpoiledLog.WithRow(row => row.Action = ContractLog.ActionCount), ["Label"])),
    ];

    private static IDataView Log(Action<HistoryRow>? spoil = null)
    {
        HistoryRow[] rows = [HistoryRow.At(0), HistoryRow.At(1), HistoryRow.At(2), HistoryRow.At(3)];
        spoil?.Invoke(rows[3]);
        return View(rows);
    }

    private static IDataView View(HistoryRow[] rows) => HistoryRow.View(SpoiledLog.Context, rows);

    private static SessionEvent Event(DateTimeOffset time) => new(time) { Responses = [1, 1], ActionId = "a" };

    private static SessionState State(params SessionEvent[] events)
    {
        var state = SpoiledLog.Context.Model.CreateSessionState(SessionHistoryTests.Group([HistoryRow.At(0)], SessionHistoryTests.Options()).Schema);
        foreach (var given in events)
            state.Add(given);
        return state;
    }

    private static SessionState Later()
    {
        var state = State(Event(Noon));
        state.FeaturesAt(Noon.AddMinutes(1));
        return state;
    }
}
