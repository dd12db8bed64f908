using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents another catalog for a fitted policy, whose blocks are embedded again from the features of its actions.</summary>
internal sealed class NewCatalog
{
    private readonly TextIndex _ids = new();
    private readonly FeatureTable _features;
    private readonly int[] _fittedIndices;
    private readonly int _fittedCount;

    // Blocks that share a table share the new one.
    private readonly Dictionary<float[], float[]> _tables = [];

    /// <param name="host">The host that errors are reported with.</param>
    /// <param name="items">One row per action, with its id and its features.</param>
    /// <param name="actions">The actions of the policy.</param>
    /// <param name="width">The number of features of an action.</param>
    public NewCatalog(IHost host, IDataView items, PolicyActions actions, int width)
    {
        var (action, fitted) = (actions.Input, actions.FittedIds!);
        _features = new ActionCatalogReader(host, items, action.ColumnName, actions.FeatureColumnName!, action.Type).ReadIds(_ids, width);
        _fittedCount = fitted.Count;
        _fittedIndices = [.. _ids.Values.Select(id => fitted.IndexOf(id) is >= 0 and var index ? index : _fittedCount)];
        Actions = actions.With(_ids);
    }

    /// <summary>Gets the actions of the policy over this catalog.</summary>
    public PolicyActions Actions { get; }

    /// <summary>Throws an error that says why a policy cannot have another catalog, unless it can.</summary>
    /// <exception cref="InvalidOperationException">The policy does not say anything of new actions, or they cannot reach it.</exception>
    public static void RequirePossible(PolicyActions actions)
    {
        var problem = actions switch
        {
            { HasActionTowers: false } => "its file was written by an earlier version, which did not keep the networks of the features of actions. Fit again "
                + "with an action column of text or integers and an ActionFeatureColumnName",
            { Input.Type: ActionType.Key } => $"its action column '{actions.Input.ColumnName}' is a key, and a key mapping does not know the ids of new "
                + "actions, so that they would not reach the policy. Fit again with an action column of text or integers",
            { FeatureColumnName: null } => "it knows an action by its id alone, and so it knows nothing of new ones. Fit again with an ActionFeatureColumnName",
            _ => null,
        };
        if (problem is not null)
            throw new InvalidOperationException($"This policy cannot have another catalog: {problem}.");
    }

    /// <summary>Returns the function over this catalog.</summary>
    public TwoTowerBlock Embed(TwoTowerBlock function)
    {
        if (!_tables.TryGetValue(function.ActionTable, out var table))
            _tables.Add(function.ActionTable, table = Embed(function.ActionTower!));
        return function with { ActionTable = table };
    }

    private float[] Embed(PlannedNetwork tower)
    {
        var width = tower.Plan.OutputWidth;
        var evaluator = ActionTower.WithUnknownIndex(tower).CreateEvaluator();
        var table = new float[ArrayLength.Require(_ids.Count, width, "Use fewer actions, or fit with a lower EmbeddingDimension.")];
        var (features, index) = (new float[_features.Width], new List<int> { 0 });
        for (var action = 0; action < _ids.Count; action++)
        {
            _features.CopyRow(action, features);
            index[0] = _fittedIndices[action];
            evaluator.Evaluate(features, [index], table.AsSpan(action * width, width));
        }
        return table;
    }
}
