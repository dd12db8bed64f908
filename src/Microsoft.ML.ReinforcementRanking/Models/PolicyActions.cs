using System.Globalization;
using Microsoft.ML.Trainers.ReinforcementRanking.Files;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Represents the columns from which a policy reads its actions, and the ids of its catalog.</summary>
/// <param name="columnName">The name of the action column.</param>
/// <param name="type">The type of the action column.</param>
/// <param name="count">The number of actions in the catalog.</param>
/// <param name="names">The ids in the order of the catalog, or null if they are the keys.</param>
internal sealed class PolicyActions(string columnName, ActionType type, int count, string[]? names)
{
    private const int NamedUnknown = 5;

    private readonly TextIndex? _index = type.HasIds() ? new(names!) { IsFixed = true } : null;
    private string[]? _keys;

    // Keys may have equal values, of which the first is found.
    private Dictionary<string, int> KeyOf
        => field ??= Ids.Index().DistinctBy(named => named.Item).ToDictionary(named => named.Item, named => named.Index);

    /// <summary>Gets the columns of actions, as rows are read.</summary>
    public ActionInput Input => new(columnName, type, count) { Ids = _index, EligibleColumnName = EligibleColumnName };

    /// <summary>Gets the id of each action.</summary>
    public IReadOnlyList<string> Ids => names ?? (_keys ??= [.. Enumerable.Range(1, count).Select(key => key.ToString(CultureInfo.InvariantCulture))]);

    /// <summary>Gets the column of the features of an action, or null if actions have none.</summary>
    public string? FeatureColumnName { get; init; }

    /// <summary>Gets the column of the actions that could be chosen in a row, or null if these are always those of the catalog.</summary>
    public string? EligibleColumnName { get; init; }

    /// <summary>Gets the ids of the fit, in the order of the embeddings that belong to ids.</summary>
    public TextIndex? FittedIds { get => field ?? _index; init; }

    /// <summary>Gets whether the model keeps the networks of the features of actions. Files of earlier versions do not have them.</summary>
    public bool HasActionTowers { get; init; } = true;

    /// <summary>Gets the number of actions that the fit did not know.</summary>
    public int NewCount => _index is null || FittedIds == _index ? 0 : _index.Values.Count(id => FittedIds!.IndexOf(id) < 0);

    /// <summary>Finds actions that a caller names as eligible.</summary>
    /// <returns>The indices of the actions, each once, in ascending order.</returns>
    /// <exception cref="ArgumentException">No action is named, or some are not in the catalog.</exception>
    public int[] Find(IReadOnlyCollection<string> eligible)
    {
        if (eligible.Count == 0)
            throw new ArgumentException("No action is eligible. Name at least one, or give null for the whole catalog.", nameof(eligible));
        var indices = eligible.Select(IndexOf).ToArray();
        if (indices.Contains(-1))
            throw new ArgumentException(DescribeUnknown([.. eligible.Where(id => IndexOf(id) < 0)], eligible.Count), nameof(eligible));
        return [.. indices.Distinct().Order()];
    }

    /// <summary>Finds the actions of a page among the eligible actions.</summary>
    /// <param name="page">The ids of the page, from the top.</param>
    /// <param name="eligible">The actions to choose from in ascending order, or null for the catalog.</param>
    /// <returns>The places of the page's actions among those that are eligible.</returns>
    /// <exception cref="ArgumentException">The page is empty or has an action twice, or an action is not eligible.</exception>
    public int[] FindPage(IReadOnlyList<string> page, int[]? eligible)
    {
        if (page.Count == 0)
            throw new ArgumentException("The page has no action.", nameof(page));
        var places = new int[page.Count];
        for (var place = 0; place < places.Length; place++)
        {
            var index = IndexOf(page[place]);
            places[place] = eligible is null || index < 0 ? index : Array.BinarySearch(eligible, index);
            if (places[place] < 0)
                throw new ArgumentException($"The action '{page[place]}' of the page is not one of the eligible actions.", nameof(page));
            if (Array.IndexOf(places, places[place], 0, place) >= 0)
                throw new ArgumentException($"The action '{page[place]}' is on the page twice.", nameof(page));
        }
        return places;
    }

    /// <summary>Returns the index of an action, or -1 if the catalog does not have the id.</summary>
    public int IndexOf(string id) => id is null ? -1 : _index is not null ? _index.IndexOf(id) : KeyOf.GetValueOrDefault(id, -1);

    /// <summary>Returns the same columns with another catalog.</summary>
    public PolicyActions With(TextIndex ids) => new(columnName, type, ids.Count, [.. ids.Values])
    {
        FeatureColumnName = FeatureColumnName,
        EligibleColumnName = EligibleColumnName,
        FittedIds = FittedIds,
    };

    /// <summary>Returns the same catalog with a column of the actions that could be chosen in a row.</summary>
    public PolicyActions WithEligible(string eligibleColumnName) => new(columnName, type, count, names)
    {
        FeatureColumnName = FeatureColumnName,
        EligibleColumnName = eligibleColumnName,
        FittedIds = FittedIds,
        HasActionTowers = HasActionTowers,
    };

    private string DescribeUnknown(string[] unknown, int count) => string.Create(CultureInfo.InvariantCulture,
        $"{unknown.Length} of {count} eligible actions are not among the {Ids.Count} of the policy: ")
        + $"{string.Join(", ", unknown.Take(NamedUnknown).Select(id => $"'{id}'"))}{(unknown.Length > NamedUnknown ? " and others" : "")}. "
        + "Leave them out, or give the policy a catalog that has them with WithActions.";

    // *** Binary format ***
    // int: ids of actions (0 where they are the keys), strings: ids
    // not in the kind of keys: byte: type of the action column; string: feature column ("" for none); int: ids of the fit (0 where they are the ids),
    // strings: ids
    // only where there is one: string: column of eligible actions
    public void Write(BinaryWriter writer)
    {
        TextFormat.Write(writer, names ?? []);
        writer.Write((byte)type);
        writer.Write(FeatureColumnName ?? "");
        TextFormat.Write(writer, FittedIds == _index ? [] : FittedIds!.Values);
        if (EligibleColumnName is not null)
            writer.Write(EligibleColumnName);
    }

    public static PolicyActions Read(ModelReader reader, string columnName, int count, byte kind)
    {
        var names = TextFormat.Read(reader) is { Length: > 0 } ids ? ids : null;
        if (names is not null)
            HeadCheck.RequireCount(names.Length, "ids", count, "actions");
        if (kind == CategoricalPolicyHead.KeyKindNumber)
            return new(columnName, ActionType.Key, count, names) { HasActionTowers = false };
        var type = (ActionType)reader.ReadByte();
        ModelReader.Require(
            type == ActionType.Key || type.HasIds() && names is not null, $"the actions have the type {(byte)type}, and {names?.Length ?? 0} ids");
        if (type.HasIds())
            RequireDistinct(names!);
        return new(columnName, type, count, names)
        {
            FeatureColumnName = reader.ReadText() is { Length: > 0 } features ? features : null,
            FittedIds = TextFormat.Read(reader) is { Length: > 0 } fitted ? new TextIndex(RequireDistinct(fitted)) { IsFixed = true } : null,
            EligibleColumnName = kind == CategoricalPolicyHead.EligibleKindNumber ? reader.ReadName() : null,
        };
    }

    private static string[] RequireDistinct(string[] ids)
    {
        HashSet<string> known = new(ids.Length);
        foreach (var id in ids)
            ModelReader.Require(known.Add(id), $"two actions have the id '{id}'");
        return ids;
    }
}
