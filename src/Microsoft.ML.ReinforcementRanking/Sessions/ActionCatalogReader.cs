using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Reads a table with one row per action of a catalog, in any order of rows. An action may occur twice if its features are equal.</summary>
internal sealed class ActionCatalogReader
{
    private const string OneRowPerAction = "Keep one row per action in the catalog.";

    private readonly IHost _host;
    private readonly IDataView _catalog;
    private readonly RoleColumn _action;
    private readonly RoleColumn _features;
    private readonly CancellationToken _cancellation;

    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="catalog">The table.</param>
    /// <param name="actionColumn">The column that names the action, of the type that the log's action column has.</param>
    /// <param name="featuresColumn">The features column, a vector of Single of known size.</param>
    /// <param name="type">The type of the actions of the log.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type.</exception>
    public ActionCatalogReader(
        IHost host, IDataView catalog, string actionColumn, string featuresColumn, ActionType type, CancellationToken cancellation = default)
    {
        var rows = new RowDescription(catalog, actionColumn);
        (_host, _catalog, _cancellation) = (host, catalog, cancellation);
        _action = ColumnRole.CatalogAction.Require(host, rows, actionColumn);
        _features = ColumnRole.ActionFeatures.Require(host, rows, featuresColumn);
        if (ActionTypes.Of(_action.Type) != type)
            throw host.ExceptSchemaMismatch(nameof(catalog), _action.Role.Name, actionColumn, $"{type.Describe()}, as in the log", _action.Type.ToString());
    }

    /// <summary>Reads the features of every key.</summary>
    /// <param name="actionCount">The cardinality of the log's action column, whose mapping created the keys of the table, too.</param>
    public FeatureTable ReadKeys(int actionCount)
    {
        if (_action.Type.GetKeyCountAsInt32(_host) is var count && count != actionCount)
        {
            throw _host.ExceptSchemaMismatch("catalog", _action.Role.Name, _action.Column.Name,
                $"a key of {actionCount} values, as in the log (transform both with the same fitted key mapping)", _action.Type.ToString());
        }
        var collector = Collect(ids: null);
        return collector.FirstMissing < 0
            ? collector.ToTable()
            : throw _host.Except($"Action key {collector.FirstMissing + 1} of {actionCount} has no row in the catalog's action column "
                + $"'{_action.Column.Name}'. Give every action of the key mapping one row.");
    }

    /// <summary>
    /// Reads the features of all ids, and adds those of the table to the catalog. An id without a row in the table keeps the features that the log has.
    /// </summary>
    /// <param name="ids">The ids of the catalog. Where they are fixed, other rows of the table are not used.</param>
    /// <param name="width">The number of features of an action in the log.</param>
    /// <param name="logged">The features of the first actions, if the log has them.</param>
    public FeatureTable ReadIds(TextIndex ids, int width, FeatureTable? logged = null)
    {
        var collector = Collect(ids);
        if (collector.Width != width)
        {
            throw _host.ExceptSchemaMismatch("catalog", _features.Role.Name, _features.Column.Name, $"a vector of {width} Single, as in the log",
                _features.Type.ToString());
        }
        return collector.ToTable(logged);
    }

    private ActionFeatureCollector Collect(TextIndex? ids)
    {
        using var cursor = _catalog.GetRowCursor([_action.Column, _features.Column]);
        var actions = ActionReader.Create(_action, cursor, ids);
        var collector = new ActionFeatureCollector(new VectorReader(_features, cursor), actions, OneRowPerAction);
        cursor.VisitRows(_host, row =>
        {
            if (actions.Find(row) is >= 0 and var action)
                collector.Add(row, action);
        }, _cancellation);
        return collector;
    }
}
