using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents the columns from which a policy reads its actions, and the ids of its catalog.</summary>
/// <param name="columnName">The name of the action column.</param>
/// <param name="type">The type of the action column.</param>
/// <param name="count">The number of actions in the catalog.</param>
/// <param name="names">The ids in the order of the catalog, or null if they are the keys.</param>
internal sealed class PolicyActions(string columnName, ActionType type, int count, string[]? names)
{
    private readonly TextIndex? _index = type.HasIds() ? new(names!) { IsFixed = true } : null;
    private string[]? _keys;

    /// <summary>Gets the action column, as rows are read.</summary>
    public ActionInput Input => new(columnName, type, count) { Ids = _index };

    /// <summary>Gets the id of each action.</summary>
    public IReadOnlyList<string> Ids => names ?? (_keys ??= [.. Enumerable.Range(1, count).Select(key => key.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Gets the column of the features of an action, or null if actions have none.</summary>
    public string? FeatureColumnName { get; init; }

    /// <summary>Gets the ids of the fit, in the order of the embeddings that belong to ids.</summary>
    public TextIndex? FittedIds { get => field ?? _index; init; }

    /// <summary>Gets whether the model keeps the networks of the features of actions. Files of earlier versions do not have them.</summary>
    public bool HasActionTowers { get; init; } = true;

    /// <summary>Gets the number of actions that the fit did not know.</summary>
    public int NewCount => _index is null || FittedIds == _index ? 0 : _index.Values.Count(id => FittedIds!.IndexOf(id) < 0);

    /// <summary>Returns the same columns with another catalog.</summary>
    public PolicyActions With(TextIndex ids) => new(columnName, type, ids.Count, [.. ids.Values])
    {
        FeatureColumnName = FeatureColumnName,
        FittedIds = FittedIds,
    };

    // *** Binary format ***
    // int: ids of actions (0 where they are the keys), strings: ids
    // not in the kind of keys: byte: type of the action column; string: feature column ("" for none); int: ids of the fit (0 where they are the ids),
    // strings: ids
    public void Write(BinaryWriter writer)
    {
        TextFormat.Write(writer, names ?? []);
        writer.Write((byte)type);
        writer.Write(FeatureColumnName ?? "");
        TextFormat.Write(writer, FittedIds == _index ? [] : FittedIds!.Values);
    }

    public static PolicyActions Read(BinaryReader reader, string columnName, int count, bool isOfKeys)
    {
        var names = TextFormat.Read(reader) is { Length: > 0 } ids ? ids : null;
        if (isOfKeys)
            return new(columnName, ActionType.Key, count, names) { HasActionTowers = false };
        return new(columnName, (ActionType)reader.ReadByte(), count, names)
        {
            FeatureColumnName = reader.ReadString() is { Length: > 0 } features ? features : null,
            FittedIds = TextFormat.Read(reader) is { Length: > 0 } fitted ? new TextIndex(fitted) { IsFixed = true } : null,
        };
    }
}
