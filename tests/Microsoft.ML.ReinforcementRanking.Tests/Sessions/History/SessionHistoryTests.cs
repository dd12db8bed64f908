using FsCheck;
using FsCheck.Fluent;
using Microsoft.ML.Data;
using Microsoft.ML.ReinforcementRanking.Tests.Evaluation;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions.History;

public class SessionHistoryTests
{
    private static readonly MLContext Context = new(1);
    private static readonly Config Config = Config.QuickThrowOnFailure.WithMaxTest(60).WithReplay(23, 29);

    private static readonly TimeSpan Gap = TimeSpan.FromMinutes(30);

    [Fact]
    public void GroupSessions_ShownRows_HaveTheHistoryBeforeThem()
    {
        HistoryRow[] rows =
        [
            HistoryRow.At(0, watch: 4, click: true, video: "a", tag: "t1"), HistoryRow.At(2, watch: 1, video: "b", tag: "t1 t3"),
            HistoryRow.At(2, watch: 9, video: "c"), HistoryRow.At(3, video: "d"),
        ];

        var grouped = Group(rows, Options());

        string[] names = [.. SlotNames(grouped)];
        names.Should().StartWith(["Step", "SecondsSinceLastStep", "Watch.Mean", "Watch.Count", "Click.Mean", "Click.Count", "Tags=t1.Step"]);
        grouped.GetColumn<float>("Step").Should().Equal(0, 1, 1, 3);
        var history = grouped.GetColumn<float[]>("History").ToArray();
        history[0].Should().AllBeEquivalentTo(0f).And.HaveCount(names.Length);
        history[2].Should().Equal(history[1], "rows of equal time do not see each other");
        Slots(names, history[1], "SecondsSinceLastStep", "Watch.Mean", "Click.Count", "Tags=t1.Step", "Tags=t3.Step").Should().Equal(120, 4, 1, 1, 0);
        Slots(names, history[3], "SecondsSinceLastStep", "Watch.Mean", "Watch.Count", "Click.Mean", "Click.Count").Should().Equal(60, 14 / 3f, 3, 1 / 3f, 1);
        Slots(names, history[3], "Tags=t1.Step", "Tags=t1.Watch.Mean", "Tags=t1.Click.Count", "Tags=t3.Watch.Mean", "Tags=t2.Step").Should()
            .Equal(2, 2.5f, 1, 1, 0);
        grouped.GetColumn<string[]>("LastActions").Last().Should().Equal("c", "b");
        grouped.GetColumn<string[]>("LastActions").First().Should().Equal("", "");
    }

    [Fact]
    public void GroupSessions_HistoryOfNoActions_HasNoColumnOfThem()
    {
        HistoryRow[] rows = [HistoryRow.At(0, watch: 4, video: "a"), HistoryRow.At(1, watch: 2, video: "b")];

        var grouped = Group(rows, new() { ResponseColumnNames = ["Watch"] });

        grouped.Schema.GetColumnOrNull("LastActions").Should().BeNull();
        grouped.GetColumn<float[]>("History").Last().Should().HaveCount(4).And.StartWith([1, 60, 4]);
        Group(rows, new() { ResponseColumnNames = ["Watch"], HistoryLength = 1, ActionColumnName = "Video" }).GetColumn<string[]>("LastActions")
            .Select(actions => string.Join(" ", actions)).Should().Equal("", "a");
    }

    [Theory]
    [InlineData(DataKind.Int64)]
    [InlineData(DataKind.String)]
    public void GroupSessions_CandidateRows_AddOnlyThoseThatWereChosen(DataKind typeOfRequest)
    {
        HistoryRow[] rows =
        [
            HistoryRow.At(0, watch: 4, video: "a", request: 1, shown: false), HistoryRow.At(0, watch: 2, video: "b", request: 1),
            HistoryRow.At(1, watch: 7, video: "c", request: 2), HistoryRow.At(1.5, watch: 1, video: "d", request: 2),
            HistoryRow.At(2, watch: 0, video: "e", request: 3),
        ];

        var log = HistoryRow.View(Context, rows);
        log = Context.Transforms.Conversion.ConvertType("Request", outputKind: typeOfRequest).Fit(log).Transform(log);
        var grouped = Context.Data.GroupSessions(log, "User", "Time", Options(hasRequests: true));

        grouped.GetColumn<float>("Step").Should().Equal(0, 0, 1, 1, 3);
        grouped.GetColumn<float[]>("History").Select(row => row[2]).Should().Equal(0, 0, 2, 2, 10 / 3f);
        grouped.GetColumn<string[]>("LastActions").Select(actions => actions[0]).Should().Equal("", "", "b", "b", "d");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void GroupSessions_AnyLog_AgreesWithAPlainComputation(bool hasRequests) => Check.One(Config, Prop.ForAll(HistoryRow.Logs, rows =>
    {
        var sorted = PlainHistory.Sort(rows);
        PlainHistory.Features(sorted, hasRequests, Gap).Should().BeEquivalentTo(Read(Group(rows, Options(hasRequests))),
            options => options.WithStrictOrdering().Using<float>(context => context.Subject.Should().BeApproximately(context.Expectation, 1e-5f))
                .WhenTypeIs<float>());
    }));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void SessionState_ReplayedLog_GivesTheFeaturesOfTraining(bool hasRequests) => Check.One(Config, Prop.ForAll(HistoryRow.Logs, rows =>
    {
        var grouped = Group(rows, Options(hasRequests));

        var served = PlainHistory.Sort(rows).GroupBy(row => row.User).SelectMany(user => Serve(grouped.Schema, [.. user], hasRequests));

        served.Should().BeEquivalentTo(Read(grouped), options => options.WithStrictOrdering());
    }));

    [Fact]
    public void GroupSessions_ChangedLaterRows_ChangeNoEarlierFeature() => Check.One(Config, Prop.ForAll(HistoryRow.Logs, rows =>
    {
        var sorted = PlainHistory.Sort(rows);
        var cut = sorted[sorted.Length / 2];
        bool IsBefore(HistoryRow row) => row.User == cut.User && row.Time < cut.Time;
        var unchanged = sorted.Where(row => row.User == cut.User && row.Time <= cut.Time).ToArray();
        HistoryRow[] changed =
        [
            .. sorted.Select(row => IsBefore(row) ? row : new HistoryRow
            {
                User = row.User,
                Time = row.Time,
                Request = row.Request,
                Shown = !row.Shown,
                Watch = 100 + row.Watch,
                Click = !row.Click,
                Video = "x",
                Tag = "t2",
            }),
        ];

        HistoryFeatures[] Of(HistoryRow[] log)
            => [.. Read(Group(log, Options(hasRequests: true))).Zip(log).Where(pair => pair.Second.User == cut.User && pair.Second.Time <= cut.Time)
                .Select(pair => pair.First)];
        var before = Of(sorted);
        before.Should().HaveSameCount(unchanged);
        Of(changed).Should().BeEquivalentTo(before, options => options.WithStrictOrdering());
    }));

    [Fact]
    public void GroupSessions_TwoGaps_GiveTheHistoryOfTheUserToSessions()
    {
        HistoryRow[] rows = [HistoryRow.At(0, watch: 4), HistoryRow.At(100, watch: 1), HistoryRow.At(101)];
        var users = Context.Data.GroupSessions(HistoryRow.View(Context, rows), "User", "Time",
            new() { Gap = TimeSpan.MaxValue, ResponseColumnNames = ["Watch"] });

        var sessions = Context.Data.GroupSessions(users, "User", "Time");

        sessions.GetColumn<uint>("GroupId").Should().Equal(1, 2, 2);
        sessions.GetColumn<float>("Step").Should().Equal(0, 0, 1);
        sessions.GetColumn<float[]>("History").Select(history => history[2]).Should().Equal(0, 4, 2.5f);
    }

    [Fact]
    public void GroupSessions_SessionColumnAlone_ReadsNoColumnOfTheHistory()
    {
        var log = new CountingView(HistoryRow.View(Context, [HistoryRow.At(0), HistoryRow.At(1)]));
        var grouped = Context.Data.GroupSessions(log, "User", "Time", Options());
        log.Cursors.Clear();

        grouped.GetColumn<uint>("GroupId").Should().Equal(1, 1);
        log.Cursors.Should().BeEmpty();
        grouped.GetColumn<float[]>("History").Should().HaveCount(2);
        log.Cursors.Should().ContainSingle().Which.Should().BeEquivalentTo("Time", "Watch", "Click", "Video", "Tags");
    }

    [Fact]
    public void SessionState_SchemaOfAModelFile_ServesThePipeline()
    {
        HistoryRow[] rows = [HistoryRow.At(0, watch: 4, tag: "t1"), HistoryRow.At(2, watch: 1, tag: "t2"), HistoryRow.At(3), HistoryRow.At(9)];
        var grouped = Group(rows, Options());
        var pipeline = Context.Transforms.NormalizeMeanVariance("Features", "History").Fit(grouped);
        using var file = new MemoryStream();
        Context.Model.Save(pipeline, grouped.Schema, file);

        var loaded = Context.Model.Load(file, out var schema);
        var served = Serve(schema, rows, hasRequests: false).Select(features => new State { History = features.History }).ToArray();

        using var engine = Context.Model.CreatePredictionEngine<State, Features>(loaded, inputSchemaDefinition: State.Of(served[0]));
        served.Select(state => engine.Predict(state).Values).Should().BeEquivalentTo(pipeline.Transform(grouped).GetColumn<float[]>("Features"),
            options => options.WithStrictOrdering());
    }

    internal static SessionGroupingOptions Options(bool hasRequests = false) => new()
    {
        ResponseColumnNames = ["Watch", "Click"],
        HistoryLength = 2,
        ActionColumnName = "Video",
        ActionAttributeColumnName = "Tags",
        RequestColumnName = hasRequests ? "Request" : null,
        ChosenColumnName = hasRequests ? "Shown" : null,
    };

    internal static IDataView Group(IEnumerable<HistoryRow> rows, SessionGroupingOptions options)
        => Context.Data.GroupSessions(HistoryRow.View(Context, rows), "User", "Time", options);

    private static IEnumerable<HistoryFeatures> Read(IDataView grouped)
        => grouped.GetColumn<float>("Step").Zip(grouped.GetColumn<float[]>("History"), grouped.GetColumn<string[]>("LastActions"))
            .Select(row => new HistoryFeatures(row.First, row.Second, row.Third));

    private static IEnumerable<HistoryFeatures> Serve(DataViewSchema schema, HistoryRow[] user, bool hasRequests)
    {
        var session = Context.Model.CreateSessionState(schema);
        foreach (var request in hasRequests ? user.GroupBy(row => row.Request).Select(rows => rows.ToArray()) : user.Select(row => new[] { row }))
        {
            var features = session.FeaturesAt(request[0].Moment);
            foreach (var row in request)
            {
                yield return new(features.Step, features.History, features.LastActions);
                if (row.Shown || !hasRequests)
                    session.Add(new(row.Moment) { Responses = [row.Watch, row.Click ? 1 : 0], ActionId = row.Video, AttributeValues = row.TagValues });
            }
        }
    }

    private static IEnumerable<string> SlotNames(IDataView grouped)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        grouped.Schema["History"].GetSlotNames(ref names);
        return names.DenseValues().Select(name => name.ToString());
    }

    private static IEnumerable<float> Slots(string[] names, float[] history, params string[] wanted)
        => wanted.Select(name => history[Array.IndexOf(names, name)]);

    private sealed class State
    {
        public float[] History { get; set; } = [];

        public static SchemaDefinition Of(State example)
        {
            var definition = SchemaDefinition.Create(typeof(State));
            definition[nameof(History)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, example.History.Length);
            return definition;
        }
    }

    private sealed class Features
    {
        [ColumnName("Features")]
        public float[] Values { get; set; } = [];
    }
}
