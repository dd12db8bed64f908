using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>One data set of the study, and what of the study is affordable on it.</summary>
/// <param name="Name">Of the data.</param>
/// <param name="Folder">Its files.</param>
/// <param name="BatchSize">Rows per step.</param>
/// <param name="Discounts">γ to choose from on the validation rows; the default comes first.</param>
/// <param name="Strengths">λ to choose from on the validation rows; the default comes first.</param>
/// <param name="Backbones">Name and backbone; critics are handed from the first to the others.</param>
/// <param name="FixedEpochs">
/// Epochs of fine-tuning that everyone takes, whatever the validation rows say; null: the epoch that they like best, the start included. Where no epoch is
/// liked, only fixed ones show what the weights do.
/// </param>
internal sealed record StudySettings(
    string Name, string Folder, int BatchSize, double[] Discounts, double[] Strengths, IReadOnlyList<(string Name, MultiTaskBackbone Backbone)> Backbones,
    int? FixedEpochs = null)
{
    public static readonly IReadOnlyList<(string Name, MultiTaskBackbone Backbone)> AllBackbones =
    [
        ("SharedBottom", new SharedBottomBackbone()),
        ("SingleTask", new SingleTaskBackbone()),
        ("ESMM", new EsmmBackbone()),
        ("OMoE", new OmoeBackbone()),
        ("MMoE", new MmoeBackbone()),
        ("PLE", new PleBackbone()),
        ("AITM", new AitmBackbone()),
    ];
}
