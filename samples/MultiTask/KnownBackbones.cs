using Microsoft.ML.Trainers.ReinforcementRanking;

namespace MultiTask;

/// <summary>The backbones by the names of the command line, with their default sizes.</summary>
internal static class KnownBackbones
{
    private static readonly (string Name, MultiTaskBackbone Backbone)[] All =
    [
        ("single", new SingleTaskBackbone()),
        ("shared-bottom", new SharedBottomBackbone()),
        ("esmm", new EsmmBackbone()),
        ("omoe", new OmoeBackbone()),
        ("mmoe", new MmoeBackbone()),
        ("ple", new PleBackbone()),
        ("aitm", new AitmBackbone()),
    ];

    public static IEnumerable<string> Names => All.Select(known => known.Name);

    public static MultiTaskBackbone Of(string name) => All.Single(known => known.Name == name).Backbone;
}
