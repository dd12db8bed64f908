using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Holds the columns of a schema that a model reads, after a check against the columns of the training data.</summary>
internal sealed record BoundColumns(DataViewSchema.Column Features, DataViewSchema.Column? Action, IReadOnlyList<DataViewSchema.Column> Categories)
{
    private const string KeyRemedy = "(map the values with the key mapping that training used)";

    /// <summary>Gets the column of the eligible actions, or null if the model reads none.</summary>
    public DataViewSchema.Column? EligibleActions { get; init; }

    public IEnumerable<DataViewSchema.Column> All
        => [Features, .. new[] { Action, EligibleActions }.OfType<DataViewSchema.Column>(), .. Categories];

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has another type than in training.</exception>
    public static BoundColumns Find(IHostEnvironment env, ModelHead head, RoleMappedSchema schema)
    {
        var features = schema.Feature ?? throw env.ExceptSchemaMismatch(nameof(schema), "feature", "Features");
        var action = head.Action is { } input ? FindAction(env, schema.Schema, input) : (DataViewSchema.Column?)null;
        DataViewSchema.Column[] categories = [.. head.Categories.Select(category => FindCategory(env, schema.Schema, category))];
        if (features.Type.GetVectorSize() != head.StateWidth)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), "feature", features.Name,
                $"a vector of {head.StateWidth} Single", features.Type.ToString());
        }
        return new(features, action, categories)
        {
            EligibleActions = head.Action is { EligibleColumnName: { } name } actions ? FindEligibleActions(env, schema.Schema, actions, name) : null,
        };
    }

    private static DataViewSchema.Column FindAction(IHostEnvironment env, DataViewSchema schema, ActionInput action)
    {
        var column = Find(env, schema, "action", action.ColumnName);
        if (!ColumnRole.Action.Accepts(column.Type) || ActionTypes.Of(column.Type) != action.Type)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), "action", action.ColumnName,
                $"{action.Type.Describe()}, as in the training data", column.Type.ToString());
        }
        if (action.Type == ActionType.Key && column.Type.GetKeyCount() > (ulong)action.Size)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), "action", action.ColumnName,
                $"a key into the {action.Size} actions of training", $"{column.Type} {KeyRemedy}");
        }
        if (action.Type == ActionType.Vector && column.Type.GetVectorSize() != action.Size)
            throw env.ExceptSchemaMismatch(nameof(schema), "action", action.ColumnName, $"a vector of {action.Size} Single", column.Type.ToString());
        return column;
    }

    private static DataViewSchema.Column FindEligibleActions(IHostEnvironment env, DataViewSchema schema, ActionInput action, string name)
    {
        var column = Find(env, schema, ColumnRole.EligibleActions.Name, name);
        if (!ColumnRole.EligibleActions.Accepts(column.Type) || ActionTypes.Of(column.Type.GetItemType()) != action.Type)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), ColumnRole.EligibleActions.Name, name,
                $"a vector whose items are {action.Type.Describe()}, as in the training data", column.Type.ToString());
        }
        if (action.Type == ActionType.Key && column.Type.GetItemType().GetKeyCount() > (ulong)action.Size)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), ColumnRole.EligibleActions.Name, name,
                $"a vector of keys into the {action.Size} actions of training", $"{column.Type} {KeyRemedy}");
        }
        return column;
    }

    private static DataViewSchema.Column FindCategory(IHostEnvironment env, DataViewSchema schema, CategoryInput category)
    {
        var column = Find(env, schema, "categorical", category.ColumnName);
        if (column.Type.GetItemType() is not KeyDataViewType key)
            throw env.ExceptSchemaMismatch(nameof(schema), "categorical", category.ColumnName, "a key or a vector of keys", column.Type.ToString());
        if (key.Count >= (ulong)category.Count)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), "categorical", category.ColumnName,
                $"keys into the {category.Count - 1} values of training", $"{column.Type} {KeyRemedy}");
        }
        return column;
    }

    private static DataViewSchema.Column Find(IHostEnvironment env, DataViewSchema schema, string role, string name)
        => schema.GetColumnOrNull(name) ?? throw env.ExceptSchemaMismatch(nameof(schema), role, name);
}
