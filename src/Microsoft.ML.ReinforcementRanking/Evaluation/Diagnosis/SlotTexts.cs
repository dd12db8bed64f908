using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Evaluation;

/// <summary>Names the slots of a vector column by their number, and by their name if the column has names.</summary>
internal sealed class SlotTexts
{
    private readonly VBuffer<ReadOnlyMemory<char>> _names;

    public SlotTexts(RoleColumn column)
    {
        if (column.Column.HasSlotNames())
            column.Column.GetSlotNames(ref _names);
    }

    /// <summary>Returns a text such as "slot 3 ('Hour')".</summary>
    public string Of(int slot)
    {
        var name = slot < _names.Length ? _names.GetItemOrDefault(slot) : default;
        return name.IsEmpty ? FormattableString.Invariant($"slot {slot}") : FormattableString.Invariant($"slot {slot} ('{name}')");
    }
}
