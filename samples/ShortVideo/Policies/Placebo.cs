using Microsoft.ML;

namespace ShortVideo.Policies;

/// <summary>
/// The label as far as the state alone foretells it. No choice of videos can change that, so a "lift" of it shows by how much an estimate
/// weighs states instead of choices.
/// </summary>
internal static class Placebo
{
    public const string ColumnName = nameof(LoggedRow.Placebo);

    public static ITransformer Fit(MLContext ml, IDataView training)
        => ml.Regression.Trainers.FastTree(TreeRanker.Options("Features"))
            .Append(ml.Transforms.CopyColumns(ColumnName, "Score"))
            .Fit(training);
}
