using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Benchmarks.Rmtl;

/// <summary>Represents the settings of the study on one data set.</summary>
/// <param name="Name">The name of the data set.</param>
/// <param name="Folder">The folder with the files.</param>
/// <param name="BatchSize">The number of rows of a batch.</param>
/// <param name="Discounts">The discounts γ to choose from on the validation rows. The default comes first.</param>
/// <param name="Strengths">The strengths λ to choose from on the validation rows. The default comes first.</param>
/// <param name="Backbones">The backbones with their names. The others also use the critics of the first.</param>
/// <param name="FixedEpochs">
/// The fixed number of epochs of fine-tuning for all variants. If it is null, the best epoch on the validation rows is used, which can be the start. If no
/// epoch improves on the start, only a fixed number shows the effect of the weights.
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
