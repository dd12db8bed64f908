using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.History;

public class HistoryErrorTests
{
    private static readonly MLContext Context = new(1);
    private static readonly DateTimeOffset Noon = new(2026, 11, 28, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<string, Action<SessionGroupingOptions>> BadOptions => new()
    {
        { "*ResponseColumnNames must be distinct columns, but contains 'Watch' more than once*", options => options.ResponseColumnNames = ["Watch", "Watch"] },
        { "*ResponseColumnNames must be a list of at least one column name*null*", options => options.ResponseColumnNames = null! },
        { "*HistoryLength must be at least 0, but was -1*", options => options.HistoryLength = -1 },
        { "*ActionColumnName must be the name of the column of the actions, since HistoryLength is given*", options => options.ActionColumnName = null },
        { "*ActionColumnName must be left at its default (null) without HistoryLength*", options => options.HistoryLength = 0 },
        { "*ChosenColumnName must be left at its default (null) without RequestColumnName*", options => options.ChosenColumnName = "Shown" },
        { "*ActionColumnName must be null or a column name, but was ' '*", options => options.ActionColumnName = " " },
        { "*ActionAttributeColumnName must be null or a column name, but was ' '*", options => options.ActionAttributeColumnName = " " },
        { "*RequestColumnName must be null or a column name, but was ' '*", options => options.RequestColumnName = " " },
        { "*ChosenColumnName must be null or a column name, but was ' '*", options => options.ChosenColumnName = " " },
        { "*response column 'Nowhere'*", options => options.ResponseColumnNames = ["Nowhere"] },
        { "*action attribute column 'Tag': expected a key of known cardinality*", options => options.ActionAttributeColumnName = "Tag" },
        { "*action column 'Watch': expected text, an integer, or a key*", options => options.ActionColumnName = "Watch" },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void GroupSessions_BadHistoryOption_SaysWhatToDo(string message, Action<SessionGroupingOptions> change)
    {
        var options = SessionHistoryTests.Options();
        change(options);

        var group = () => SessionHistoryTests.Group([HistoryRow.At(0)], options);

        group.Should().Throw<ArgumentOutOfRangeException>().WithMessage(message);
    }

    [Fact]
    public void GroupSessions_MissingResponse_NamesTheRowOfTheSource()
    {
        var grouped = SessionHistoryTests.Group([HistoryRow.At(2), HistoryRow.At(1, watch: float.NaN)], SessionHistoryTests.Options());

        var read = () => grouped.GetColumn<float>("Step").ToArray();

        read.Should().Throw<InvalidOperationException>().WithMessage("Row 1 (*User 'u'*response column 'Watch': the value is NaN, but it must be finite*");
    }

    [Fact]
    public void GroupSessions_MissingAction_NamesTheRowOfTheSource()
    {
        var grouped = SessionHistoryTests.Group([HistoryRow.At(1), HistoryRow.At(2, video: "")], SessionHistoryTests.Options());

        var read = () => grouped.GetColumn<float>("Step").ToArray();

        read.Should().Throw<InvalidOperationException>().WithMessage("Row 1 (*action column 'Video': the id is empty, which means a missing value*");
    }

    [Fact]
    public void CreateSessionState_SchemaWithoutHistory_SaysWhatToDo()
    {
        var create = () => Context.Model.CreateSessionState(HistoryRow.View(Context, []).Schema);

        create.Should().Throw<ArgumentException>().WithMessage("No column has history features. The columns are: User, Time,*SessionGroupingOptions*");
    }

    [Fact]
    public void SessionState_EventThatIsNotAsInTheLog_SaysWhatIsWrong()
    {
        var session = State();

        void Refuses(SessionEvent wrong, string message) => Adding(session, wrong).Should().Throw<ArgumentException>().WithMessage(message);
        Refuses(new(Noon) { Responses = [1], ActionId = "a" }, "*has 1 responses*need 2: Watch, Click*");
        Refuses(new(Noon) { Responses = [1, float.NaN], ActionId = "a" }, "*response 'Click' is NaN*");
        Refuses(new(Noon) { Responses = [1, 1] }, "*no ActionId*");
    }

    [Fact]
    public void SessionState_TimeThatRunsBackwards_IsRefused()
    {
        var session = State();
        session.Add(Event(Noon));
        session.FeaturesAt(Noon.AddMinutes(1)).Step.Should().Be(1);

        Adding(session, Event(Noon.AddSeconds(-1))).Should().Throw<ArgumentOutOfRangeException>().WithMessage("*2026-11-28T12:00:00*Add the events*");
        var read = () => session.FeaturesAt(Noon);
        read.Should().Throw<ArgumentOutOfRangeException>().WithMessage("*already contain an event of 2026-11-28T12:00:00*in the order of time*");
    }

    [Fact]
    public void SessionState_LateEvent_CountsForLaterRows()
    {
        var session = State();
        session.FeaturesAt(Noon);
        session.FeaturesAt(Noon.AddMinutes(1)).Step.Should().Be(0);

        session.Add(Event(Noon));

        session.FeaturesAt(Noon.AddMinutes(2)).Step.Should().Be(1);
    }

    [Fact]
    public void SessionState_EventOfAnEndedSession_HasNoEffect()
    {
        var session = State();
        session.FeaturesAt(Noon);
        session.FeaturesAt(Noon.AddHours(1));

        session.Add(Event(Noon));

        session.FeaturesAt(Noon.AddHours(1).AddMinutes(1)).Step.Should().Be(0);
    }

    [Fact]
    public void SessionState_AttributeThatTheLogDoesNotHave_HasNoEffect()
    {
        var session = State();

        session.Add(new(Noon) { Responses = [1, 1], ActionId = "a", AttributeValues = ["t1", "unknown", "t1"] });

        var history = session.FeaturesAt(Noon.AddMinutes(1)).History;
        string[] names = [.. session.SlotNames];
        new[] { "t1", "t2", "t3" }.Select(tag => history[Array.IndexOf(names, $"Tags={tag}.Step")]).Should().Equal(1, 0, 0);
    }

    private static SessionState State()
        => Context.Model.CreateSessionState(SessionHistoryTests.Group([HistoryRow.At(0)], SessionHistoryTests.Options()).Schema);

    private static SessionEvent Event(DateTimeOffset time) => new(time) { Responses = [1, 1], ActionId = "a" };

    private static Action Adding(SessionState session, SessionEvent sessionEvent) => () => session.Add(sessionEvent);
}
