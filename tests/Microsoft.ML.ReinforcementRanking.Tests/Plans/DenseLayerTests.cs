using Microsoft.ML.ReinforcementRanking.Tests.Parity;
using Microsoft.ML.Trainers.ReinforcementRanking.Plans;

namespace Microsoft.ML.ReinforcementRanking.Tests.Plans;

/// <summary>Compares the products that scoring is made of with their definitions, for widths that fill registers and panels and for others.</summary>
public class DenseLayerTests
{
    private static readonly int[] Widths = [1, 4, 7, 8, 9, 31, 32, 33, 63, 64, 65, 97, 130];

    private readonly Random _random = new(1);

    [Fact]
    public void Apply_AnyWidths_IsTheProduct()
    {
        foreach (var inputs in new[] { 1, 2, 3, 5, 64, 67 })
        {
            foreach (var width in Widths)
                ShouldBeTheProduct(inputs, width, nodes: 1 + width % 3);
        }
    }

    [Fact]
    public void Apply_InputThatIsNaN_GivesNaN()
    {
        var output = new float[DenseLayer.Padded(3)];

        new DenseLayer([([1, 2, 3], [0, 0, 0])], Activation.Relu).Apply(NonZerosOf([float.NaN]), output);

        output[..3].Should().OnlyContain(value => float.IsNaN(value));
    }

    [Fact]
    public void RowProducts_AnyWidth_AreTheProductsAloneAndTogether()
    {
        foreach (var width in Widths.Select(width => width + 1))
        {
            const int Rows = 11;
            var (rows, vector) = (Numbers(Rows * width), new float[RowProducts.Padded(width - 1)]);
            var factors = Numbers(width);
            factors.AsSpan(0, width - 1).CopyTo(vector);
            RowProducts.Prepare(vector, width - 1);
            var (together, alone) = (new float[Rows], new float[1]);

            RowProducts.Add(rows, width, vector, factors[^1], together);

            for (var row = 0; row < Rows; row++)
            {
                var own = rows.AsSpan(row * width, width);
                alone[0] = 0;
                RowProducts.Add(own, width, vector, factors[^1], alone);
                together[row].Should().Be(alone[0], "the score of an action does not depend on what else is computed");
                together[row].ShouldBe(Dot(own, factors));
            }
        }
    }

    [Fact]
    public void NonZeros_AnyVector_AreItsValuesThatAreNotZero()
    {
        for (var length = 0; length < 40; length++)
        {
            float[] vector = [.. Enumerable.Range(0, length).Select(_ => _random.Next(4) switch { 0 => 0f, 1 => -0f, 2 => float.NaN, _ => 3f })];
            var copy = new float[length];
            var values = NonZerosOf(vector);
            values.CopyTo(copy);

            values.Places.ToArray().Should().Equal(vector.Index().Where(value => value.Item != 0).Select(value => value.Index));
            copy.Should().Equal(vector);
        }
    }

    private void ShouldBeTheProduct(int inputs, int width, int nodes)
    {
        (float[] Matrix, float[] Biases)[] parts = [.. Enumerable.Range(0, nodes).Select(_ => (Numbers(inputs * width), Numbers(width)))];
        var layer = new DenseLayer(parts, Activation.Relu);
        float[] input = [.. Numbers(inputs).Select(value => value < -0.3f ? 0 : value)];
        var output = new float[layer.Width];

        layer.Apply(NonZerosOf(input), output);

        foreach (var (part, (matrix, biases)) in parts.Index())
        {
            for (var row = 0; row < width; row++)
                output[part * DenseLayer.Padded(width) + row].ShouldBe(Math.Max(0, biases[row] + Dot(matrix.AsSpan(row * inputs, inputs), input)));
        }
    }

    private float[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => _random.NextSingle() - 0.5f)];

    private static NonZeros NonZerosOf(float[] vector)
    {
        var values = new NonZeros();
        values.Set(vector);
        return values;
    }

    private static double Dot(ReadOnlySpan<float> first, ReadOnlySpan<float> second)
    {
        var sum = 0.0;
        for (var index = 0; index < first.Length; index++)
            sum += (double)first[index] * second[index];
        return sum;
    }
}
