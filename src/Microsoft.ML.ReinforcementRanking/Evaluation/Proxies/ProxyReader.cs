using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Reads a log once, and returns the label and the signals of each user.</summary>
internal static class ProxyReader
{
    public static (float[] Labels, float[][] Signals) Read(
        IHost host, IDataView data, string label, IReadOnlyList<string> proxies, string user, ProxyAggregation aggregation)
    {
        var rows = new RowDescription(data, user);
        var userColumn = ColumnRole.User.Require(host, rows, user);
        var labelColumn = (ColumnRole.Number with { Name = "label" }).Require(host, rows, label);
        RoleColumn[] columns = [.. proxies.Select(name => (ColumnRole.Number with { Name = "signal" }).Require(host, rows, name))];
        using var cursor = data.GetRowCursor(columns.Append(userColumn).Append(labelColumn).Select(role => role.Column));
        var users = ValueIndexer.Create(userColumn, cursor);
        var readLabel = ColumnReaders.Number(cursor, labelColumn.Column);
        Func<double>[] reads = [.. columns.Select(column => ColumnReaders.Number(cursor, column.Column))];
        var (labels, counts, sums) = (new List<double>(), new List<int>(), new List<double[]>());
        cursor.VisitRows(host, row =>
        {
            var (index, value) = (users.Read(row), NumberRule.Finite.Require(labelColumn, row, readLabel()));
            if (index == labels.Count)
            {
                labels.Add(value);
                counts.Add(0);
                sums.Add(new double[reads.Length]);
            }
            else if (labels[index] != value)
            {
                throw labelColumn.Error(row, $"the label is {value}, but earlier rows of the user have {labels[index]}",
                    "Give all rows of a user the label of the user, for example whether the user came back.");
            }
            counts[index]++;
            for (var proxy = 0; proxy < reads.Length; proxy++)
                sums[index][proxy] += NumberRule.Finite.Require(columns[proxy], row, reads[proxy]());
        });
        if (labels.Distinct().Count() < 2)
            throw host.Except($"The label '{label}' is {labels[0]} for all {labels.Count} users, so that no signal can predict it.");
        double Aggregate(int index, int proxy) => aggregation == ProxyAggregation.Sum ? sums[index][proxy] : sums[index][proxy] / counts[index];
        return ([.. labels.Select(value => (float)value)],
            [.. proxies.Select((_, proxy) => labels.Select((_, index) => (float)Aggregate(index, proxy)).ToArray())]);
    }
}
