using Microsoft.ML.Trainers.ReinforcementRanking;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Equations;

/// <summary>
/// Tests the numbers of parameters at the sizes of the reference implementation, without embedding tables (docs/equations-rmtl.md (E9)). The reference
/// maps its single numeric column, which is constantly zero, to 128 numbers by a layer of 1 · 128 + 128 = 256 parameters. Our networks read numeric
/// features directly. With 128 of them and seven fields, the input has the same size of 1,024, and the number of parameters is 256 lower (twice that if
/// each task has its own input).
/// </summary>
public class BackboneSizeTests
{
    private const int Embedding = 128;
    private const int State = 8 * Embedding;
    private const int Projection = 1 * Embedding + Embedding;

    private static readonly int[] Bottom = [512, 256];
    private static readonly int[] TowerUnits = [128, 64];

    /// <summary>The parameters of two dense layers, 1024 → 512 → 256.</summary>
    private static readonly int Expert = Dense(State, 512) + Dense(512, 256);

    /// <summary>The parameters of a tower, 256 → 128 → 64 → 1.</summary>
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

    /// <summary>The second layer of the reference has a shared gate, 512 → 12, whose mixture is not used.</summary>
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
        // The input of a critic is the state and the 128 numbers of the action, 1,152 in all. Its tower, 256 → 128 → 64 → 1, is that of the tasks.
        var critic = Dense(State + Embedding, 512) + Dense(512, 256) + Tower + Dense(1, Embedding);

        Parameters(Plans.Critics(2, Bottom, TowerUnits, areSeparate: true)).Should().Be(2 * critic).And.Be(2 * (763_393 - Projection));
    }

    [Fact]
    public void Critics_OverOneBottom_HaveTheirTowersOnly()
        // The action is an input after the bottom: 256 + 128 → 128 → 64 → 1.
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

    /// <summary>
    /// Each layer has 4 experts of each task and 4 shared ones. Both layers have a gate over 8 experts for each task. The first layer also has a gate over
    /// all 12. There are two towers.
    /// </summary>
    private static int Ple() => 12 * Dense(State, 512) + 12 * Dense(512, 256) + 2 * Dense(State, 8) + Dense(State, 12) + 2 * Dense(512, 8) + 2 * Tower;

    private static int Dense(int inputs, int outputs) => inputs * outputs + outputs;

    private static int Parameters(NetworkPlan plan) => plan.WeightLengths.Sum() - plan.Nodes.OfType<EmbeddingNode>().Sum(table => table.Count * table.Width);
}
