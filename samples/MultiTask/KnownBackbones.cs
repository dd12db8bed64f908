using Microsoft.ML.Trainers.ReinforcementRanking;

namespace MultiTask;

/// <summary>Lists the backbones with their default sizes, by their names on the command line.</summary>
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
