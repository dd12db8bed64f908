using Microsoft.ML;

namespace ShortVideo.Policies;

/// <summary>
/// Predicts the label from the state alone, as a negative control. No choice of videos can change this value. If an estimate shows a lift of it, the
/// estimate weights states instead of choices.
/// </summary>
internal static class Placebo
{
    public const string ColumnName = nameof(LoggedRow.Placebo);

    public static ITransformer Fit(MLContext ml, IDataView training)
        => ml.Regression.Trainers.FastTree(TreeRanker.Options("Features"))
            .Append(ml.Transforms.CopyColumns(ColumnName, "Score"))
            .Fit(training);
}
