using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Parameters at the reference sizes without embedding tables, see docs/equations-rmtl.md (E9). The reference maps its one numeric column, which is
/// constantly zero, to 128 numbers by a layer of 1 · 128 + 128 = 256 parameters; numeric features go into our networks as they are, so 128 of them beside seven
/// fields give the same input of 1,024 and the reference's number less 256 (less twice that where each task has an input of its own).
/// </summary>
public class BackboneSizeTests
{
    private const int Embedding = 128;
    private const int State = 8 * Embedding;
    private const int Projection = 1 * Embedding + Embedding;

    private static readonly int[] Bottom = [512, 256];
    private static readonly int[] TowerUnits = [128, 64];

    /// <summary>Two dense layers, 1024 → 512 → 256.</summary>
    private static readonly int Expert = Dense(State, 512) + Dense(512, 256);

    /// <summary>256 → 128 → 64 → 1.</summary>
    private static readonly int Tower = Dense(256, 128) + Dense(128, 64) + Dense(64, 1);

    public static TheoryData<MultiTaskBackbone, int, int> Sizes => new()
    {
        { new SingleTaskBackbone { BottomUnits = Bottom, TowerUnits = TowerUnits }, 2 * (Expert + Tower), 1_395_202 - 2 * Projection },
        { new SharedBottomBackbone { BottomUnits = Bottom, TowerUnits = TowerUnits }, Expert + 2 * Tower, 738_818 - Projection },
        { new EsmmBackbone { BottomUnits = Bottom, TowerUnits = TowerUnits }, 2 * (Expert + Tower), 1_394_946 - Projection },
        { new OmoeBackbone { NumberOfExperts = 8, ExpertUnits = Bottom, TowerUnits = TowerUnits }, 8 * Expert + Dense(State, 8)
            + 2 * Tower, 5_339_914 - Projection },
        { new MmoeBackbone { NumberOfExperts = 8, ExpertUnits = Bottom, TowerUnits = TowerUnits }, 8 * Expert + 2 * Dense(State, 8)
            + 2 * Tower, 5_348_114 - Projection },
        { NewPle(), Ple(), 7_999_290 - Projection - UnusedGate },
        { new AitmBackbone { BottomUnits = Bottom, TowerUnits = TowerUnits }, 2 * Expert + Dense(256, 256) + 3 * Dense(256, 256)
            + 2 * Tower, 1_658_114 - Projection },
    };

    /// <summary>The reference's second layer has a shared gate, 512 → 12, whose mixture nobody reads.</summary>
    private static int UnusedGate => Dense(512, 12);

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Tasks_ReferenceSizes_HaveTheReferencesParameters(MultiTaskBackbone backbone, int derived, int reference)
    {
        Parameters(Plans.Tasks(backbone, [true, true])).Should().Be(derived).And.Be(reference);
    }

    [Fact]
    public void Critics_Separate_HaveTheReferencesParameters()
    {
        // A critic's input is the state and the action's 128 numbers, 1,152 in all; its tower 256 → 128 → 64 → 1 is that of the tasks.
        var critic = Dense(State + Embedding, 512) + Dense(512, 256) + Tower + Dense(1, Embedding);

        Parameters(Plans.Critics(2, Bottom, TowerUnits, areSeparate: true)).Should().Be(2 * critic).And.Be(2 * (763_393 - Projection));
    }

    [Fact]
    public void Critics_OverOneBottom_HaveTheirTowersOnly()
        // The action joins after the bottom: 256 + 128 → 128 → 64 → 1.
        => Parameters(Plans.Critics(2, Bottom, TowerUnits, areSeparate: false)).Should()
            .Be(Expert + 2 * (Dense(1, Embedding) + Dense(256 + Embedding, 128) + Dense(128, 64) + Dense(64, 1)));

    [Fact]
    public void Tables_OfEachField_HaveARowPerValue()
    {
        int Tables(MultiTaskBackbone backbone) => Plans.Tasks(backbone, [true, true]).Nodes.OfType<EmbeddingNode>().Sum(table => table.Count * table.Width);

        Tables(new SharedBottomBackbone()).Should().Be((3 + 4 + 5 + 6 + 7 + 8 + 9) * Embedding);
        Tables(new SingleTaskBackbone()).Should().Be(2 * Tables(new SharedBottomBackbone()), "each task has its own");
    }

    private static TaskPlans Plans => new(FeatureWidth: Embedding, FieldSizes: [3, 4, 5, 6, 7, 8, 9], EmbeddingDimension: Embedding);

    private static PleBackbone NewPle() => new() { NumberOfSharedExperts = 4, NumberOfTaskExperts = 4, ExpertUnits = Bottom, TowerUnits = TowerUnits };

    /// <summary>Per layer 4 experts of each task and 4 shared; a gate over 8 per task in both layers, one over all 12 in the first; two towers.</summary>
    private static int Ple() => 12 * Dense(State, 512) + 12 * Dense(512, 256) + 2 * Dense(State, 8) + Dense(State, 12) + 2 * Dense(512, 8) + 2 * Tower;

    private static int Dense(int inputs, int outputs) => inputs * outputs + outputs;

    private static int Parameters(NetworkPlan plan) => plan.WeightLengths.Sum() - plan.Nodes.OfType<EmbeddingNode>().Sum(table => table.Count * table.Width);
}
