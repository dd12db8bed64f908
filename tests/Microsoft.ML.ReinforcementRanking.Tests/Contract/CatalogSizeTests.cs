using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking;

namespace Microsoft.ML.ReinforcementRanking.Tests.Contract;

public class CatalogSizeTests
{
    [Fact]
    public void Fit_CatalogWhoseEmbeddingsDoNotFitIntoAnArray_NamesBothSizesAndNotTheFeatures()
    {
        var context = new MLContext(seed: 1);
        var trainer = context.Ranking.Trainers.BehaviorCloning(new BehaviorCloningTrainer.Options { EmbeddingDimension = 16_384, RowGroupColumnName = null });
        var log = context.Data.LoadFromEnumerable(Enumerable.Range(1, 20).Select(row => new Row { Action = (uint)row }));

        trainer.Invoking(huge => huge.Fit(log)).Should().Throw<InvalidOperationException>().WithMessage(
            "A table of 140000 rows with 16385 values each is larger than an array of 2147483591 values. Lower EmbeddingDimension, or use a catalog of fewer "
            + "actions.");
    }

    private sealed class Row
    {
        [KeyType(140_000)]
        public uint Action { get; set; }

        [VectorType(1)]
        public float[] Features { get; set; } = [1];
    }
}
