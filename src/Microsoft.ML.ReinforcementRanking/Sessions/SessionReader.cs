using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads a session log into columns in one pass. Trainers get all their numbers from this class.</summary>
internal sealed class SessionReader
{
    private const string RemedyForFeatures = "Action features must depend on the action only. Put features that change over time into the features of the "
        + "state.";

    private readonly ColumnStore _store;
    private readonly RowDescription _rows;
    private readonly VectorReader _features;
    private readonly FeatureTableBuilder _states;
    private readonly StoredNumbers[] _responses;
    private readonly bool[] _areResponsesBoolean;
    private readonly CategoryCollector[] _categories;
    private readonly ValueIndexer? _group;
    private readonly ColumnBuilder<int> _sessionOfRow;
    private readonly ActionType _actionType;
    private readonly ActionReader? _action;
    private readonly ColumnBuilder<int>? _actions;
    private readonly ActionFeatureCollector? _actionFeatures;
    private readonly ActionSetCollector? _eligibleActions;
    private readonly VectorReader? _actionVector;
    private readonly FeatureTableBuilder? _actionVectors;
    private readonly VectorReader? _actionProbabilities;
    private readonly FeatureTableBuilder? _actionProbabilityRows;
    private readonly StoredNumbers? _propensities;
    private readonly StoredNumbers? _weights;
    private readonly StoredNumbers? _positions;

    private SessionReader(IHost host, RowDescription rows, DataViewRow row, SessionColumns columns, TextIndex? actionIds, ColumnStore store)
    {
        RoleColumn Column(ColumnRole role, string name) => role.Require(host, rows, name);
        StoredNumbers Numbers(RoleColumn column, NumberRule rule, string name) => new(column, row, rule, store.NewBuilder<float>(name));

        (_store, _rows) = (store, rows);
        _states = NewTable(_features = new VectorReader(Column(ColumnRole.Features, columns.Features), row), "features")!;
        RoleColumn[] responses = [.. columns.Responses.Select(name => Column(columns.ResponseRole, name))];
        _responses = [.. responses.Select((response, index) => Numbers(response, columns.RuleOf(response.Column.Name), $"response-{index}"))];
        _areResponsesBoolean = [.. responses.Select(response => response.Type is BooleanDataViewType)];
        _categories = [.. columns.Categories.Select((name, index) =>
            new CategoryCollector(CategoryReader.Create(Column(ColumnRole.Category, name).Column, row), store, $"category-{index}"))];
        _sessionOfRow = store.NewBuilder<int>("sessions");
        if (columns.Group is { } group)
            _group = ValueIndexer.Create(Column(ColumnRole.Session, group), row);
        if (columns.Action is { } action)
        {
            var column = Column(ColumnRole.Action, action);
            _actionType = ActionTypes.Of(column.Type);
            if (_actionType != ActionType.Vector)
                (_action, _actions) = (ActionReader.Create(column, row, actionIds), store.NewBuilder<int>("actions"));
            else
                _actionVectors = NewTable(_actionVector = new VectorReader(column, row), "actions");
        }
        if (columns.ActionFeatures is { } features)
            _actionFeatures = new(new(Column(ColumnRole.ActionFeatures, features), row), _action!, RemedyForFeatures);
        if (columns.EligibleActions is { } eligible)
            _eligibleActions = new(Column(ColumnRole.EligibleActions, eligible), row, _action!, store);
        if (columns.ActionProbabilities is { } probabilities)
            _actionProbabilities = new VectorReader(Column(ColumnRole.ActionProbabilities, probabilities), row);
        _actionProbabilityRows = NewTable(_actionProbabilities, "action-probabilities");
        var propensityRule = _actionVector is null ? NumberRule.Propensity : NumberRule.PropensityDensity;
        if (columns.Propensity is { } propensity)
            _propensities = Numbers(Column(ColumnRole.Propensity, propensity), propensityRule, "propensities");
        if (columns.Weight is { } weight)
            _weights = Numbers(Column(ColumnRole.Weight, weight), NumberRule.Weight, "weights");
        if (columns.Position is { } position)
            _positions = Numbers(Column(ColumnRole.Position, position), NumberRule.LearnedPosition, "positions");
    }

    /// <summary>Reads all rows with one cursor over the named columns.</summary>
    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="data">The log.</param>
    /// <param name="columns">The columns to read.</param>
    /// <param name="actionIds">
    /// The ids of the catalog so far, to which the log adds its own, or null to start with none. Only text and integer actions have ids.
    /// </param>
    /// <param name="store">The place of the columns, or null for memory.</param>
    /// <param name="cancellation">Ends the pass.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has a type that its role does not accept.</exception>
    /// <exception cref="InvalidOperationException">A value is missing, not finite or out of its range, or there are no rows.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static SessionDataset Read(
        IHost host, IDataView data, SessionColumns columns, TextIndex? actionIds = null, ColumnStore? store = null,
        CancellationToken cancellation = default)
    {
        columns.Check(host, data.Schema);
        using var cursor = data.GetRowCursor(columns.Names.Distinct().Select(name => data.Schema[name]));
        var reader = new SessionReader(host, new(data, columns.Group), cursor, columns, actionIds, store ?? ColumnStore.Memory);
        return reader.ToDataset(cursor.VisitRows(host, reader.AddRow, cancellation));
    }

    private FeatureTableBuilder? NewTable(VectorReader? rows, string name) => rows is null ? null : new(rows.Width, _store.NewBlocks(name));

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
            _actions!.Add(action);
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
        var sessionOfRow = _sessionOfRow.MoveToColumn();
        var sessionCount = _group?.Count ?? rowCount;
        return new SessionDataset
        {
            Store = _store,
            Source = _rows,
            RowCount = rowCount,
            SessionCount = sessionCount,
            SessionOfRow = sessionOfRow,
            NextRow = SessionDataset.Chain(sessionOfRow, sessionCount, _store),
            Features = _states.ToTable(),
            Responses = [.. _responses.Select(response => response.MoveToColumn())],
            AreResponsesBoolean = _areResponsesBoolean,
            Categories = [.. _categories.Select(category => category.MoveToTable())],
            Actions = _actions?.MoveToColumn(),
            ActionCount = _action?.ActionCount ?? 0,
            Positions = _positions?.MoveToColumn().Map(position => (int)position, _store),
            EligibleActions = _eligibleActions?.MoveToSets(),
            ActionType = _actionType,
            ActionIds = _action?.Ids,
            ActionFeatures = _actionFeatures?.ToTable(),
            ActionVectors = _actionVectors?.ToTable(),
            ActionProbabilities = _actionProbabilityRows?.ToTable(),
            Propensities = _propensities?.MoveToColumn(),
            Weights = _weights?.MoveToColumn(),
        };
    }
}
