using Microsoft.ML.Data;
using Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

namespace Microsoft.ML.ReinforcementRanking.Tests.Sessions;

/// <summary>Tests that the error about a missing key names the right one of two possible reasons.</summary>
public class MissingKeyTests
{
    private static readonly MLContext Context = new(1);

    private static readonly SessionColumns Columns = new() { Features = "Features", Action = "Video", Group = "User" };

    [Fact]
    public void Read_KeyOfAClassAtItsCount_SaysThatKeysCountFromZero()
    {
        var read = () => Read(Context.Data.LoadFromEnumerable([new KeyRow { Video = 3 }, new KeyRow { Video = 4, User = "u2" }]));

        read.Should().Throw<InvalidOperationException>().WithMessage(
            "Row 1 (the first row is 0; User 'u2', Video missing), action column 'Video': the key is 0, which means a missing value, but it must be from 1 to "
                + "4. "
            + "The key type has 4 values. In classes and text files they count from 0, so [KeyType(4)] takes 0 to 3, and 4 becomes missing. "
            + "Declare the largest value + 1 as the count, *MapValueToKey, or drop such rows *");
    }

    [Fact]
    public void Read_KeyOutsideTheMapping_SaysWhatToFitItOn()
    {
        var mapping = Context.Transforms.Conversion.MapValueToKey("Video", "Name").Fit(Context.Data.LoadFromEnumerable([new NameRow { Name = "a" }]));

        var read = () => Read(mapping.Transform(Context.Data.LoadFromEnumerable([new NameRow { Name = "a" }, new NameRow { Name = "b" }])));

        read.Should().Throw<InvalidOperationException>().WithMessage(
            "Row 1 (*User 'u1', *Name 'b'*), action column 'Video': the key is 0, which means a missing value, but it must be from 1 to 1. "
            + "A value that the fitted key mapping has not seen becomes missing. *keyData*");
    }

    [Fact]
    public void Read_SessionKeyOfAClassAtItsCount_SaysTheSame()
    {
        var columns = new SessionColumns { Features = "Features", Group = "Video" };

        var read = () => SessionReader.Read(LogRow.Host(), Context.Data.LoadFromEnumerable([new KeyRow { Video = 4 }]), columns);

        read.Should().Throw<InvalidOperationException>().WithMessage(
            "*session column 'Video': the value is key 0, which means a missing value. The key type has 4 values. *[KeyType(4)] takes 0 to 3*");
    }

    private static SessionDataset Read(IDataView data) => SessionReader.Read(LogRow.Host(), data, Columns);

    private sealed class NameRow
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [0];

        public string User { get; set; } = "u1";

        public string Name { get; set; } = "";
    }

    private sealed class KeyRow
    {
        [VectorType(1)]
        public float[] Features { get; set; } = [0];

        public string User { get; set; } = "u1";

        [KeyType(4)]
        public uint Video { get; set; }
    }
}
