using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>
/// Checks that the parts of a model from a file fit each other, so that a model that was loaded can be scored. Every failure is a
/// <see cref="FormatException"/>.
/// </summary>
internal static class HeadCheck
{
    /// <summary>Requires the widths of a network, and the sizes of the fields that it embeds.</summary>
    /// <param name="network">The network.</param>
    /// <param name="name">The network as messages name it.</param>
    /// <param name="inputs">The number of its inputs, or null for any.</param>
    /// <param name="outputs">The number of its outputs.</param>
    /// <param name="categories">The fields that it embeds.</param>
    public static void RequireNetwork(PlannedNetwork network, string name, long? inputs, int outputs, params IReadOnlyList<CategoryInput> categories)
    {
        var plan = network.Plan;
        ModelReader.Require(inputs is null || plan.InputWidth == inputs, $"the {name} has {plan.InputWidth} inputs in place of {inputs}");
        ModelReader.Require(plan.OutputWidth == outputs, $"the {name} has {plan.OutputWidth} outputs in place of {outputs}");
        RequireFields(plan, name, [.. categories.Select(category => category.Count)]);
    }

    public static void RequireCount(int count, string what, int expected, string ofWhat)
        => ModelReader.Require(count == expected, $"there are {count} {what} for {expected} {ofWhat}");

    /// <summary>Requires that a function of a policy has a row for each action, and the inputs of the other functions.</summary>
    /// <param name="function">The function.</param>
    /// <param name="first">The first function of the policy.</param>
    /// <param name="owner">The function whose table it shares, or null.</param>
    public static void RequireTable(TwoTowerBlock function, TwoTowerBlock first, TwoTowerBlock? owner)
    {
        RequireNetwork(function.StateTower, "network of the state", first.StateTower.Plan.InputWidth, function.Width);
        ModelReader.Require(function.ActionTable.Length > 0 && function.ActionTable.Length % function.Width == 0,
            $"a table of {function.ActionTable.Length} numbers has no rows of {function.Width}");
        ModelReader.Require(owner is null || owner.Width == function.Width, $"a table of rows of {owner?.Width} numbers is read in rows of {function.Width}");
        RequireCount(function.ActionCount, "rows of a table", first.ActionCount, "actions");
    }

    /// <summary>Requires that the networks of the features of actions compute rows of the tables.</summary>
    /// <param name="blocks">The blocks of the policy.</param>
    /// <param name="towers">The network of each table.</param>
    /// <param name="actions">What the policy knows of its actions.</param>
    public static void RequireActionTowers(
        IReadOnlyList<PolicyBlock> blocks, IReadOnlyDictionary<float[], PlannedNetwork?> towers, PolicyActions actions)
    {
        var features = towers.Values.FirstOrDefault(tower => tower is not null)?.Plan.InputWidth;
        ModelReader.Require(actions.FeatureColumnName is null || features is not null, $"the features of actions have a column, but no network");
        foreach (var block in blocks)
        {
            var tower = towers[block.Function.ActionTable];
            ModelReader.Require((tower is null) == (features is null), $"some blocks have no network of the features of actions");
            if (tower is null)
                continue;
            CategoryInput[] index = ActionTower.ReadsIndex(tower) ? [new(actions.Input.ColumnName, actions.FittedIds?.Count ?? actions.Input.Size)] : [];
            RequireNetwork(tower, "network of the features of actions", features, block.Function.Width, index);
        }
    }

    private static void RequireFields(NetworkPlan plan, string name, int[] sizes)
    {
        foreach (var node in plan.Nodes.OfType<EmbeddingNode>())
        {
            ModelReader.Require(node.Field < sizes.Length, $"the {name} embeds field {node.Field}, but there are {sizes.Length}");
            ModelReader.Require(node.Count == sizes[node.Field],
                $"the {name} has {node.Count} embeddings of field {node.Field}, which has {sizes[node.Field]} values");
        }
    }
}
