import { expect, it } from 'vitest'
import { safeName, typeOfContent, typeOfParts } from '../../server/domain/file-type.ts'

const bytes = (text: string) => Buffer.from(text, 'latin1')

it.each([
  ['MZ\x90\0', 'photo.jpg', 'executable'],
  ['\x7fELF', 'a.pdf', 'executable'],
  ['#!/bin/sh', 'a.txt', 'executable'],
  ['@echo off', 'run.bat', 'executable'],
  ['<!doctype html>', 'a.jpg', 'markup'],
  ['  \n<svg xmlns="x">', 'a.png', 'markup'],
  ['hello <script>alert(1)</script>', 'a.txt', 'markup'],
  ['\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', 'a.doc', 'oldOffice'],
  ['%PDF-1.7 /OpenAction << /S /JavaScript /JS (x) >>', 'a.pdf', 'macro'],
  ['', 'a.jpg', 'empty'],
  ['\x00\x01\x02', 'a.jpg', 'unknown'],
] as const)('refuses %j called %s as %s', (content, name, refused) => {
  expect(typeOfContent(bytes(content), name)).toEqual({ refused })
})

it.each([
  ['%PDF-1.7\n1 0 obj', 'pdf'],
  ['\xff\xd8\xff\xe0', 'jpeg'],
  ['RIFF\0\0\0\0WEBPVP8 ', 'webp'],
  ['PK\x03\x04', 'zip'],
  ['name,phone\n', 'text'],
] as const)('knows %j whatever it is called', (content, type) => {
  expect(typeOfContent(bytes(content), 'x.exe.dat')).toEqual({ type })
})

const TYPES = '<Types><Override ContentType="application/vnd.openxmlformats…main+xml"/></Types>'
it.each([
  [['word/document.xml'], TYPES, { type: 'docx' }],
  [['xl/workbook.xml', 'xl/printerSettings/printerSettings1.bin'], TYPES, { type: 'xlsx' }],
  [['OFD.xml', 'Doc_0/Document.xml'], null, { type: 'ofd' }],
  [['xl/workbook.xml', 'xl/vbaProject.bin'], TYPES, { refused: 'macro' }],
  [['xl/workbook.xml', 'xl/data.bin'], TYPES.replace('main', 'macroEnabled.main'), { refused: 'macro' }],
  [['word/document.xml', 'word/embeddings/oleObject1.bin'], TYPES, { refused: 'macro' }],
  [['OFD.xml', 'run.exe'], null, { refused: 'macro' }],
  [['photos/1.jpg'], null, { refused: 'archive' }],
] as const)('takes a zip of %j for what it is', (names, types, expected) => {
  expect(typeOfParts(names, types)).toEqual(expected)
})

it('gives a name that opens as what it is', () => {
  expect(safeName('..\\..\\c:\\现场 照片.JPEG', 'jpeg')).toBe('现场 照片.jpg')
  expect(safeName('invoice\u202egpj.exe', 'jpeg')).toBe('invoicegpj.exe.jpg')
  expect(safeName('/etc/passwd', 'text')).toBe('passwd.txt')
  expect(safeName('...', 'pdf')).toBe('未命名.pdf')
  expect(safeName('名单.csv', 'text')).toBe('名单.csv')
})
