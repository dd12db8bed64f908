using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Specifies how the action column of a log tells the action of a row. The numbers are those of the model file.</summary>
internal enum ActionType : byte
{
    /// <summary>The action is a vector of continuous values.</summary>
    Vector = 0,

    /// <summary>The action is a key, whose type fixes the catalog.</summary>
    Key = 1,

    /// <summary>The action has an id that is text. The log tells which ids there are.</summary>
    Text = 2,

    /// <summary>The action has an id that is an integer of any size. The log tells which ids there are.</summary>
    Integer = 3,
}

internal static class ActionTypes
{
    /// <summary>Returns the type of the actions of a column that was accepted for the role.</summary>
    public static ActionType Of(DataViewType type) => type switch
    {
        VectorDataViewType => ActionType.Vector,
        KeyDataViewType => ActionType.Key,
        TextDataViewType => ActionType.Text,
        _ => ActionType.Integer,
    };

    /// <summary>Returns whether the actions of a column that was accepted for the role are those of a catalog.</summary>
    public static bool IsCatalog(DataViewType type) => Of(type) != ActionType.Vector;

    /// <summary>Returns whether the actions of a column that was accepted for the role are those of a catalog.</summary>
    public static bool IsCatalog(SchemaShape.Column column) => column.Kind == SchemaShape.Column.VectorKind.Scalar;

    /// <summary>Returns whether rows name their actions by ids, which a catalog numbers.</summary>
    public static bool HasIds(this ActionType type) => type is ActionType.Text or ActionType.Integer;

    /// <summary>Returns the type as messages name it.</summary>
    public static string Describe(this ActionType type) => type switch
    {
        ActionType.Vector => "a vector of Single",
        ActionType.Key => "a key",
        ActionType.Text => "text",
        _ => "an integer",
    };
}
