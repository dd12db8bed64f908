using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>
/// Collects the numbers of chosen rows: responses, propensities and weights. Those of rows that were not chosen are not read, because such rows usually have
/// none.
/// </summary>
internal sealed class ChosenValues
{
    private readonly NumberCollector[] _responses;
    private readonly bool[] _areResponsesBoolean;
    private readonly NumberCollector? _propensities;
    private readonly NumberCollector? _weights;
    private readonly ChunkedColumn<int> _placeOfDecision = new();
    private int _count;

    /// <param name="columns">The columns to read.</param>
    /// <param name="find">A function that finds a column.</param>
    /// <param name="row">The cursor.</param>
    public ChosenValues(SessionColumns columns, Func<ColumnRole, string, RoleColumn> find, DataViewRow row)
    {
        RoleColumn[] responses = [.. columns.Responses.Select(name => find(columns.ResponseRole, name))];
        _responses = [.. responses.Select(response => new NumberCollector(response, row, columns.RuleOf(response.Column.Name)))];
        _areResponsesBoolean = [.. responses.Select(response => response.Type is BooleanDataViewType)];
        if (columns.Propensity is { } propensity)
            _propensities = new(find(ColumnRole.Propensity, propensity), row, NumberRule.Propensity);
        if (columns.Weight is { } weight)
            _weights = new(find(ColumnRole.Weight, weight), row, NumberRule.Weight);
    }

    /// <summary>Reads the current row of the cursor, which is a chosen one, and returns its place among them.</summary>
    public int Add(int rowNumber)
    {
        foreach (var response in _responses)
            response.Add(rowNumber);
        _propensities?.Add(rowNumber);
        _weights?.Add(rowNumber);
        return _count++;
    }

    /// <summary>Appends a decision, which is the chosen row at a place.</summary>
    public void AddDecision(int place) => _placeOfDecision.Add(place);

    /// <summary>Returns a dataset with the numbers of each decision.</summary>
    public SessionDataset AddTo(SessionDataset decisions)
    {
        var places = _placeOfDecision.MoveToArray();
        Column<float> InOrder(NumberCollector numbers)
        {
            var values = numbers.MoveToArray();
            return Array.ConvertAll(places, place => values[place]);
        }
        return decisions with
        {
            Responses = [.. _responses.Select(InOrder)],
            AreResponsesBoolean = _areResponsesBoolean,
            Propensities = _propensities is null ? null : InOrder(_propensities),
            Weights = _weights is null ? null : InOrder(_weights),
        };
    }
}
