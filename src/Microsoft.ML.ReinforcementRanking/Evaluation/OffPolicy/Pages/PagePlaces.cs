using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Represents the place of a row on a page.</summary>
/// <param name="Page">The number of the page, from 0.</param>
/// <param name="Position">The position on the page, as the log has it.</param>
/// <param name="Weight">The weight of the row's item at its position, whatever the items above it are. It is NaN where the log has no such weights.</param>
internal readonly record struct PagePlace(int Page, int Position, double Weight);

/// <summary>Represents the columns of a log that place its rows on pages.</summary>
internal sealed record PageColumns(RoleColumn Request, RoleColumn Position, RoleColumn? Probability, RoleColumn? Propensity)
{
    /// <summary>Gets the columns that are read.</summary>
    public IEnumerable<RoleColumn> All => new[] { Request, Position, Probability, Propensity }.OfType<RoleColumn>();

    /// <summary>Finds the columns that the options name, or returns null where they name no request.</summary>
    public static PageColumns? Find(IHost host, RowDescription rows, OffPolicyOptions options)
    {
        RoleColumn? Probability(string? name, string role) => name is null ? null : (ColumnRole.Probability with { Name = role }).Require(host, rows, name,
            "Name the column of the probability of the row's item at its position, or leave PositionProbabilityColumnName and PositionPropensityColumnName "
                + "null");
        return options.RequestColumnName is not { } request
            ? null
            : new(
                ColumnRole.Request.Require(host, rows, request, "Name the column of the request whose page the row is on, or leave RequestColumnName null"),
                ColumnRole.Position.Require(host, rows, options.PositionColumnName!, "Name the column of the row's position on its page"),
                Probability(options.PositionProbabilityColumnName, "position probability"),
                Probability(options.PositionPropensityColumnName, "position propensity"));
    }
}

/// <summary>Reads the place of each row on its page, and checks it.</summary>
internal sealed class PagePlaces
{
    private readonly RequestIndexer _requests;
    private readonly Func<int, int> _readPosition;
    private readonly Func<int, double> _readWeight = _ => double.NaN;

    /// <param name="columns">The columns that place rows.</param>
    /// <param name="row">The cursor.</param>
    /// <param name="weigh">A function that computes a weight from a probability column, a propensity column, the number of a row, and both values.</param>
    public PagePlaces(PageColumns columns, DataViewRow row, Func<RoleColumn, RoleColumn, int, double, double, double> weigh)
    {
        _requests = new(columns.Request, row);
        var readPosition = ColumnReaders.Number(row, columns.Position.Column);
        _readPosition = number => (int)NumberRule.Position.Require(columns.Position, number, readPosition());
        if (columns is { Probability: { } probability, Propensity: { } propensity })
        {
            var (readProbability, readPropensity) = (ColumnReaders.Number(row, probability.Column), ColumnReaders.Number(row, propensity.Column));
            _readWeight = number => weigh(probability, propensity, number, readProbability(), readPropensity());
        }
    }

    /// <summary>Gets the number of pages so far.</summary>
    public int Count => _requests.Count;

    /// <summary>Gets the largest number of bytes that the pages so far may need in memory.</summary>
    public long ByteCount => _requests.ByteCount;

    /// <summary>Reads the place of the cursor's current row, given its number.</summary>
    public PagePlace Read(int number) => new(_requests.Read(number), _readPosition(number), _readWeight(number));
}
