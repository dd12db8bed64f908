namespace Microsoft.ML.Trainers.ReinforcementRanking.Plans;

/// <summary>Copies the lists in options. A null list remains null, so that the check of the copy reports it.</summary>
internal static class OptionCopy
{
    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> list) => Of(list, item => item);

    public static IReadOnlyList<T> Of<T>(IReadOnlyList<T> list, Func<T, T> copy)
        => list is null ? null! : [.. list.Select(item => item is null ? item : copy(item))];
}
