using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads a session log into columns in one pass. Trainers get all their numbers from this class.</summary>
internal sealed class SessionReader
{
    private const string RemedyForFeatures = "Action features must depend on the action only. Put features that change over time into the features of the "
        + "state.";

    private readonly RowDescription _rows;
    private readonly VectorReader _features;
    private readonly FeatureTableBuilder _states;
    private readonly NumberCollector[] _responses;
    private readonly bool[] _areResponsesBoolean;
    private readonly CategoryCollector[] _categories;
    private readonly ValueIndexer? _group;
    private readonly ChunkedColumn<int> _sessionOfRow = new();
    private readonly ActionType _actionType;
    private readonly ActionReader? _action;
    private readonly ChunkedColumn<int> _actions = new();
    private readonly ActionFeatureCollector? _actionFeatures;
    private readonly ActionSetCollector? _eligibleActions;
    private readonly VectorReader? _actionVector;
    private readonly FeatureTableBuilder? _actionVectors;
    private readonly VectorReader? _actionProbabilities;
    private readonly FeatureTableBuilder? _actionProbabilityRows;
    private readonly NumberCollector? _propensities;
    private readonly NumberCollector? _weights;
    private readonly NumberCollector? _positions;

    private SessionReader(IHost host, RowDescription rows, DataViewRow row, SessionColumns columns, TextIndex? actionIds)
    {
        RoleColumn Column(ColumnRole role, string name) => role.Require(host, rows, name);

        _rows = rows;
        _features = new VectorReader(Column(ColumnRole.Features, columns.Features), row);
        _states = new FeatureTableBuilder(_features.Width);
        RoleColumn[] responses = [.. columns.Responses.Select(name => Column(columns.ResponseRole, name))];
        _responses = [.. responses.Select(response => new NumberCollector(response, row, columns.RuleOf(response.Column.Name)))];
        _areResponsesBoolean = [.. responses.Select(response => response.Type is BooleanDataViewType)];
        _categories = [.. columns.Categories.Select(name => new CategoryCollector(CategoryReader.Create(Column(ColumnRole.Category, name).Column, row)))];
        if (columns.Group is { } group)
            _group = ValueIndexer.Create(Column(ColumnRole.Session, group), row);
        if (columns.Action is { } action)
        {
            var column = Column(ColumnRole.Action, action);
            _actionType = ActionTypes.Of(column.Type);
            if (_actionType != ActionType.Vector)
                _action = ActionReader.Create(column, row, actionIds);
            else
                _actionVectors = new FeatureTableBuilder((_actionVector = new VectorReader(column, row)).Width);
        }
        if (columns.ActionFeatures is { } features)
            _actionFeatures = new(new(Column(ColumnRole.ActionFeatures, features), row), _action!, RemedyForFeatures);
        if (columns.EligibleActions is { } eligible)
            _eligibleActions = new(Column(ColumnRole.EligibleActions, eligible), row, _action!);
        if (columns.ActionProbabilities is { } probabilities)
            _actionProbabilityRows = new((_actionProbabilities = new VectorReader(Column(ColumnRole.ActionProbabilities, probabilities), row)).Width);
        if (columns.Propensity is { } propensity)
        {
            var rule = _actionVector is null ? NumberRule.Propensity : NumberRule.PropensityDensity;
            _propensities = new NumberCollector(Column(ColumnRole.Propensity, propensity), row, rule);
        }
        if (columns.Weight is { } weight)
            _weights = new NumberCollector(Column(ColumnRole.Weight, weight), row, NumberRule.Weight);
        if (columns.Position is { } position)
            _positions = new NumberCollector(Column(ColumnRole.Position, position), row, NumberRule.LearnedPosition);
    }

    /// <summary>Reads all rows with one cursor over the named columns.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="data">The log.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="actionIds">
    /// The ids of the catalog so far, to which the log adds its own, or null to start with none. Only text and integer actions have ids.
    /// </param>
    /// <param name="cancellation">Ends the pass.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    /// <exception cref="InvalidOperationException">A value is missing, not finite or out of its range, or there are no rows.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static SessionDataset Read(
        IHost host, IDataView data, SessionColumns columns, TextIndex? actionIds = null, CancellationToken cancellation = default)
    {
        columns.Check(host, data.Schema);
        using var cursor = data.GetRowCursor(columns.Names.Distinct().Select(name => data.Schema[name]));
        var reader = new SessionReader(host, new(data, columns.Group), cursor, columns, actionIds);
        return reader.ToDataset(cursor.VisitRows(host, reader.AddRow, cancellation));
    }

    private void AddRow(int row)
    {
        _states.Add(_features.Read(row));
        foreach (var response in _responses)
            response.Add(row);
        foreach (var category in _categories)
            category.Add();
        _sessionOfRow.Add(_group?.Read(row) ?? row);
        if (_action is not null)
        {
            var action = _action.Read(row);
            _actions.Add(action);
            _actionFeatures?.Add(row, action);
            _eligibleActions?.Add(row, action);
        }
        if (_actionVector is not null)
            _actionVectors!.Add(_actionVector.Read(row));
        _actionProbabilityRows?.Add(_actionProbabilities!.ReadDistribution(row));
        _propensities?.Add(row);
        _weights?.Add(row);
        _positions?.Add(row);
    }

    private SessionDataset ToDataset(int rowCount)
    {
        var sessionOfRow = _sessionOfRow.MoveToArray();
        var sessionCount = _group?.Count ?? rowCount;
        var actions = _action is null ? null : _actions.MoveToArray();
        return new SessionDataset
        {
            Source = _rows,
            RowCount = rowCount,
            SessionCount = sessionCount,
            SessionOfRow = sessionOfRow,
            NextRow = SessionDataset.Chain(sessionOfRow, sessionCount),
            Features = _states.ToTable(),
            Responses = [.. _responses.Select(response => response.MoveToArray())],
            AreResponsesBoolean = _areResponsesBoolean,
            Categories = [.. _categories.Select(category => category.MoveToTable())],
            Actions = actions,
            ActionCount = _action?.ActionCount ?? 0,
            Positions = _positions is null ? null : Array.ConvertAll(_positions.MoveToArray(), position => (int)position),
            EligibleActions = _eligibleActions?.MoveToSets(),
            ActionType = _actionType,
            ActionIds = _action?.Ids,
            ActionFeatures = _actionFeatures?.ToTable(),
            ActionVectors = _actionVectors?.ToTable(),
            ActionProbabilities = _actionProbabilityRows?.ToTable(),
            Propensities = _propensities?.MoveToArray(),
            Weights = _weights?.MoveToArray(),
        };
    }
}
