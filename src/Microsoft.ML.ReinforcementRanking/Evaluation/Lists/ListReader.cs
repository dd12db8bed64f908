using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Reads scored requests once, one after the other, and checks every value.</summary>
internal sealed class ListReader(IHost host, string request, string relevance, string score, ListEvaluationOptions options, int seed)
{
    /// <summary>The largest relevance, whose gain 2^relevance is still far from the largest number.</summary>
    private const double LargestRelevance = 30;

    private static readonly NumberRule Relevance = new(
        value => value is >= 0 and <= LargestRelevance, $"at least 0 and at most {LargestRelevance}",
        "A relevance is a grade, such as 0 for a skip and 1 for a click. Map other responses to grades with mlContext.Transforms.CustomMapping.");

    private static readonly NumberRule Score = new(
        value => !double.IsInfinity(value), "a finite number, or NaN for an item that the model has never seen", "Score the data with a fitted model.");

    /// <summary>Returns the metrics of all requests.</summary>
    public ListMetrics Read(IDataView scored)
    {
        var rows = new RowDescription(scored, request, options.ClusterColumnName, options.ActionColumnName);
        var found = Find(rows);
        using var cursor = scored.GetRowCursor(found.All);
        var requests = new RequestIndexer(found.Request, cursor);
        var clusters = found.Cluster is null ? null : ValueIndexer.Create(found.Cluster, cursor);
        var items = found.Action is null ? null : ValueIndexer.Create(found.Action, cursor);
        var read = CreateRowReader(found, cursor, items);
        var sums = new ListSums(options, seed);
        var (current, unit, list) = (0, 0, new List<ListRow>());
        cursor.VisitRows(host, number =>
        {
            var (next, cluster) = (requests.Read(number), clusters?.Read(number));
            if (next != current)
            {
                sums.Add(unit, list);
                (current, list) = (next, []);
            }
            if (list.Count > 0 && cluster is not null && cluster != unit)
                throw found.Cluster!.Error(number, $"other rows of the request have another cluster", "Give all rows of a request the same cluster.");
            unit = cluster ?? next;
            list.Add(read(number));
        });
        sums.Add(unit, list);
        if (items?.Count > options.CatalogSize)
            throw host.Except(FormattableString.Invariant(
                $"Column '{options.ActionColumnName}' has {items.Count} different items, more than the CatalogSize of {options.CatalogSize}. ")
                + "Give the size of the whole catalog, or null.");
        return sums.ToMetrics(items?.Count ?? 0);
    }

    private FoundColumns Find(RowDescription rows)
    {
        RoleColumn? Optional(string? name, ColumnRole role, string remedy) => name is null ? null : role.Require(host, rows, name, remedy);
        return new(
            ColumnRole.Request.Require(host, rows, request, "Name the column of the request that a row is a candidate of"),
            (ColumnRole.Number with { Name = "relevance" }).Require(host, rows, relevance, "Name the column of the grades of the rows"),
            (ColumnRole.Number with { Name = "score" }).Require(host, rows, score, "Score the data with a fitted model, which adds 'Score'"),
            Optional(options.ClusterColumnName, ColumnRole.Session with { Name = "cluster" }, "Name the column, or leave ClusterColumnName null"),
            Optional(options.ActionColumnName, ColumnRole.Session with { Name = "action" }, "Name the column, or leave ActionColumnName null"),
            Optional(options.FeatureColumnName, ColumnRole.Features, "Name the column, or leave FeatureColumnName null"));
    }

    private Func<int, ListRow> CreateRowReader(FoundColumns found, DataViewRow row, ValueIndexer? items)
    {
        var (readRelevance, readScore) = (ColumnReaders.Number(row, found.Relevance.Column), ColumnReaders.Number(row, found.Score.Column));
        var features = found.Features is null ? null : new VectorReader(found.Features, row);
        return number => new(
            Score.Require(found.Score, number, readScore()),
            Relevance.Require(found.Relevance, number, readRelevance()),
            items?.Read(number) ?? 0,
            features is null ? [] : [.. features.Read(number).DenseValues()],
            SeededHash.Of((ulong)number, seed));
    }

    /// <summary>Represents the columns that are read.</summary>
    private sealed record FoundColumns(
        RoleColumn Request, RoleColumn Relevance, RoleColumn Score, RoleColumn? Cluster, RoleColumn? Action, RoleColumn? Features)
    {
        public IEnumerable<DataViewSchema.Column> All =>
            new[] { Request, Relevance, Score, Cluster, Action, Features }.OfType<RoleColumn>().Select(role => role.Column);
    }
}
