namespace Microsoft.ML.Trainers.ReinforcementRanking.ParquetFiles;

/// <summary>The types of Thrift's compact protocol.</summary>
internal enum ThriftType
{
    True = 1,
    False = 2,
    Byte = 3,
    Int16 = 4,
    Int32 = 5,
    Int64 = 6,
    Double = 7,
    Binary = 8,
    List = 9,
    Set = 10,
    Struct = 12,
}
