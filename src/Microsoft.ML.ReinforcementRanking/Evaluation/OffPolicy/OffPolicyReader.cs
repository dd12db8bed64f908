using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents the columns of a scored log by role. Without a session column, every row is a session.</summary>
internal sealed record OffPolicyColumns(string[] Responses, string Probability, string Propensity, string? RowGroup);

/// <summary>Represents a log that has been read.</summary>
/// <param name="Sample">The weighted log.</param>
/// <param name="Halves">The half-samples of the log.</param>
/// <param name="SessionCount">The number of sessions.</param>
/// <param name="IndexBytes">The bytes with which the values of columns are numbered.</param>
internal sealed record OffPolicyLog(LogSample Sample, HalfSamples Halves, int SessionCount, long IndexBytes);

/// <summary>Reads a scored log once, checks every value, and adds every row to the log's sample.</summary>
internal sealed class OffPolicyReader(IHost host, OffPolicyColumns columns, OffPolicyOptions options, EvaluationMemory memory)
{
    private const int RowsBetweenMemoryChecks = 4096;

    private const string ValueRemedy =
        "Make the columns with mlContext.Ranking.FitPolicyValues, or leave ActionValueColumnNames and StateValueColumnNames null";

    private static readonly ColumnRole Cluster = ColumnRole.Session with { Name = "cluster" };

    private static readonly ColumnRole State = ColumnRole.Session with { Name = "state" };

    private static readonly ColumnRole Halves = ColumnRole.Features with { Name = "half-sample propensities", Expected = "a vector of Single of known size" };

    /// <summary>The column in which models of this library write NaN for an action that they have never seen.</summary>
    private const string ScoreColumn = "Score";

    /// <summary>The column that models of this library add for continuous actions.</summary>
    private const string PredictedActionColumn = "PredictedAction";

    private readonly NumberRule _probabilityRule = options.AreDensities ? NumberRule.Density : NumberRule.Probability;

    private readonly NumberRule _propensityRule = options.AreDensities ? NumberRule.PropensityDensity : NumberRule.Propensity;

    /// <summary>Reads the weighted log and its half-samples.</summary>
    public OffPolicyLog Read(IDataView scored)
    {
        var rows = new RowDescription(scored, columns.RowGroup, options.RequestColumnName);
        var found = Find(rows);
        using var cursor = scored.GetRowCursor(found.All);
        var pages = found.Pages is null ? null : new PagePlaces(found.Pages, cursor, (probability, propensity, number, chosen, logged) =>
            Weight(found, propensity, number, Require(found, _probabilityRule, probability, number, chosen), logged));
        var indices = new Indices(Index(found.Session, cursor), Index(found.Cluster, cursor), Index(found.State, cursor), pages);
        var read = CreateRowReader(found, cursor, indices);
        var log = new LogSample(columns.Responses.Length, options, memory.Store);
        var halves = new HalfSamples(found.HalfCount, memory.Store, () => new(columns.Responses.Length, options, memory.Store));
        void AddRow(LogRow row, int number) => Add(row, number, rows, found, log, halves);
        var sorter = found.Pages is null ? null : new PageSorter(found.Pages, Unit, AddRow);
        Action<LogRow, int> add = sorter is null ? AddRow : sorter.Add;
        var rowCount = cursor.VisitRows(host, number =>
        {
            add(read(number), number);
            if (number % RowsBetweenMemoryChecks == 0)
                memory.Require(indices.ByteCount, log.Units.Count);
        });
        sorter?.Complete();
        memory.Require(indices.ByteCount, log.Units.Count);
        if (log.Weights.Maximum == 0)
            throw host.Except(DescribeNoWeight(rowCount, log.UnseenCount));
        log.Complete();
        halves.Complete();
        return new(log, halves, indices.Sessions?.Count ?? pages?.Count ?? rowCount, indices.ByteCount);
    }

    private string DescribeNoWeight(int rowCount, long unseenCount)
    {
        var problem = FormattableString.Invariant(
            $"Column '{columns.Probability}' is 0 in all {rowCount} rows: the policy never takes a logged action, so this log says nothing about it. ");
        return problem + (unseenCount == 0
            ? "Check that policy and log number the actions alike."
            : FormattableString.Invariant($"The policy has never seen the actions of {unseenCount} of these rows (column '{ScoreColumn}' is NaN). ")
                + "Fit it on a log that has these actions, use an action column whose values recur, or map actions with the key mapping that training used.");
    }

    private FoundColumns Find(RowDescription rows) => new(
        ProbabilityRole("probability").Require(host, rows, columns.Probability,
            "Score the log with a fitted policy, which adds 'Probability', or name the column of the policy's probability of the logged action"),
        ProbabilityRole("propensity").Require(host, rows, columns.Propensity,
            "Log the probability with which the action was chosen, or estimate it with mlContext.Ranking.EstimatePropensities"),
        [
            .. columns.Responses.Select(name => ColumnRole.Response.Require(host, rows, name, "Name a column of the log")),
            .. options.PlaceboColumnName is { } placebo
                ? [(ColumnRole.Number with { Name = "placebo" }).Require(host, rows, placebo,
                    "Name a column of predictions made without the action, or leave PlaceboColumnName null")]
                : Array.Empty<RoleColumn>(),
        ],
        [.. (options.ActionValueColumnNames ?? []).Select(name => (ColumnRole.Number with { Name = "action value" }).Require(host, rows, name, ValueRemedy))],
        [.. (options.StateValueColumnNames ?? []).Select(name => (ColumnRole.Number with { Name = "state value" }).Require(host, rows, name, ValueRemedy))],
        FindOptional(rows, columns.RowGroup, ColumnRole.Session,
            "Name the column, make one with mlContext.Data.GroupSessions, or set rowGroupColumnName to null where every row is a session"),
        FindOptional(rows, options.ClusterColumnName, Cluster,
            "Name the column of the clusters to resample, for example the user, or leave ClusterColumnName null for the session"),
        FindOptional(rows, options.StateColumnName, State, "Name a column of discrete states, or leave StateColumnName null"),
        FindOptional(rows, options.PropensityHalfSamplesColumnName, Halves,
            "Make the column with mlContext.Ranking.EstimatePropensities and a NumberOfHalfSamples of 20, or leave PropensityHalfSamplesColumnName null"),
        rows.Schema.GetColumnOrNull(ScoreColumn) is { } score && ColumnRole.Probability.Accepts(score.Type)
            ? new RoleColumn(host, ColumnRole.Probability, score, rows)
            : null,
        PageColumns.Find(host, rows, options));

    private RoleColumn? FindOptional(RowDescription rows, string? name, ColumnRole role, string remedy) =>
        name is null ? null : role.Require(host, rows, name, remedy);

    private static ColumnRole ProbabilityRole(string name) => ColumnRole.Probability with { Name = name };

    private Func<int, LogRow> CreateRowReader(FoundColumns found, DataViewRow row, Indices indices)
    {
        var (sessions, clusters, states, pages) = indices;
        var readWeights = ReadWeights(found, row);
        var readScore = found.Score is null ? null : ColumnReaders.Number(row, found.Score.Column);
        var (readResponses, readActionValues, readStateValues) = (
            ReadNumbers(row, found.Responses), ReadNumbers(row, found.ActionValues), ReadNumbers(row, found.StateValues));
        return number =>
        {
            var place = pages?.Read(number);
            var session = sessions?.Read(number) ?? place?.Page ?? number;
            var (cluster, state) = (clusters?.Read(number) ?? session, states?.Read(number) ?? 0);
            var (weight, halfWeights) = readWeights(number);
            return new(place?.Page ?? session, cluster, state, weight, halfWeights, readResponses(number), readActionValues(number), readStateValues(number),
                IsUnseen: weight == 0 && readScore is not null && double.IsNaN(readScore()))
            {
                Place = place ?? default,
            };
        };
    }

    private void Add(LogRow row, int number, RowDescription rows, FoundColumns found, LogSample log, HalfSamples halves)
    {
        if (halves.FindContradiction(row) is { } half)
            throw found.Halves!.Error(number, $"other rows of its {Unit} are on the other side of half-sample {half}",
                "Give mlContext.Ranking.EstimatePropensities that column as RowGroupColumnName, so that halves are of whole units.");
        if (!log.Add(row) || !halves.Add(row))
            throw host.Except(DescribeOverflow(rows.Of(number), log.RowsOf(row.Session)));
    }

    private string DescribeOverflow(string row, int rowsOfReturn)
    {
        var (whole, option) = options.HasPages
            ? ("page", nameof(OffPolicyOptions.RequestColumnName))
            : ("session", nameof(OffPolicyOptions.DiscountFactor));
        return $"{row}: the product of the {whole}'s weights overflows after {rowsOfReturn} rows of the {whole}, so weights of whole {whole}s say nothing "
            + $"here. Cut longer {whole}s, evaluate a policy nearer to the logged one, or leave {nameof(OffPolicyOptions)}.{option} null.";
    }

    private string Unit => options.ClusterColumnName is { } name
        ? $"cluster (column '{name}')"
        : columns.RowGroup is { } session ? $"session (column '{session}')" : options.HasPages ? "page" : "row";

    private static ValueIndexer? Index(RoleColumn? column, DataViewRow row) => column is null ? null : ValueIndexer.Create(column, row);

    private static Func<int, double[]> ReadNumbers(DataViewRow row, RoleColumn[] from)
    {
        var reads = Array.ConvertAll(from, column => (Column: column, Read: ColumnReaders.Number(row, column.Column)));
        return number => Array.ConvertAll(reads, read => NumberRule.Finite.Require(read.Column, number, read.Read()));
    }

    /// <summary>Returns a function that computes the weight of a row and its weights in the half-samples, given the number of the row.</summary>
    private Func<int, (double Weight, double[] HalfWeights)> ReadWeights(FoundColumns found, DataViewRow row)
    {
        var (readProbability, readPropensity) = (ColumnReaders.Number(row, found.Probability.Column), ColumnReaders.Number(row, found.Propensity.Column));
        var readHalves = found.Halves is null ? null : row.GetGetter<VBuffer<float>>(found.Halves.Column);
        var propensities = default(VBuffer<float>);
        return number =>
        {
            var probability = Require(found, _probabilityRule, found.Probability, number, readProbability());
            var weight = Weight(found, found.Propensity, number, probability, readPropensity());
            readHalves?.Invoke(ref propensities);
            return (weight, [.. propensities.Items(all: true).Select(slot => float.IsNaN(slot.Value)
                ? double.NaN
                : Weight(found, found.Halves! with { Role = Halves with { Name = $"half-sample {slot.Key} propensity" } }, number, probability, slot.Value))]);
        };
    }

    private double Weight(FoundColumns found, RoleColumn column, int number, double probability, double propensity) =>
        probability / Require(found, _propensityRule, column, number, propensity) is var weight && double.IsFinite(weight)
            ? weight
            : throw column.Error(number, $"the value is {propensity}, which is so small that the weight overflows", "Repair it or drop the row.");

    /// <summary>Returns the value, if the rule accepts it. The remedy also covers values that may be densities.</summary>
    private double Require(FoundColumns found, NumberRule rule, RoleColumn column, int number, double value)
    {
        var isExplained = value > 1 && !options.AreDensities && found.MayBeDensities;
        return (isExplained
            ? rule with
            {
                Remedy = $"{rule.Remedy} Where the columns hold densities of a continuous action, set "
                    + $"{nameof(OffPolicyOptions)}.{nameof(OffPolicyOptions.AreDensities)}.",
            }
            : rule).Require(column, number, value);
    }

    /// <summary>Represents what numbers the values of a log, where it has such columns.</summary>
    private sealed record Indices(ValueIndexer? Sessions, ValueIndexer? Clusters, ValueIndexer? States, PagePlaces? Pages)
    {
        public long ByteCount => (Sessions?.ByteCount ?? 0) + (Clusters?.ByteCount ?? 0) + (States?.ByteCount ?? 0) + (Pages?.ByteCount ?? 0);
    }

    /// <summary>Represents the columns of a log that are read.</summary>
    private sealed record FoundColumns(
        RoleColumn Probability,
        RoleColumn Propensity,
        RoleColumn[] Responses,
        RoleColumn[] ActionValues,
        RoleColumn[] StateValues,
        RoleColumn? Session,
        RoleColumn? Cluster,
        RoleColumn? State,
        RoleColumn? Halves,
        RoleColumn? Score,
        PageColumns? Pages)
    {
        /// <summary>
        /// Whether the policy may be one over continuous actions. A model of this library over a catalog adds a score, but no predicted action.
        /// </summary>
        public bool MayBeDensities => Score is null || Score.Rows.Schema.GetColumnOrNull(PredictedActionColumn) is not null;

        public int HalfCount => Halves?.Column.Type.GetVectorSize() ?? 0;

        public IEnumerable<DataViewSchema.Column> All =>
            new[] { Probability, Propensity, Session, Cluster, State, Halves, Score }.Concat(Responses).Concat(ActionValues).Concat(StateValues)
                .Concat(Pages?.All ?? []).OfType<RoleColumn>().Select(role => role.Column);
    }
}
