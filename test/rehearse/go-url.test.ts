/* Addresses as Go reads them; conformance/handlers.ts asks Go itself. */
import { goUrlText, hostname, isGoHost, parseGoUrl, requestTarget, resolveGoUrl } from '../../src/rehearse/go-url';

test.each([
  ['/a?b=c', '/a?b=c'], ['/a?', '/a?'], ['?a', '/?a'], ['', '/'], ['/a b', '/a%20b'], ['/a%2Fb', '/a%2Fb'], ['/a%2Fb c', '/a/b%20c'], ['/a/../b', '/a/../b'],
  ['//host/x', '/x'], ['///x', '///x'], ['http://host:1/x?y#z', '/x?y'], ['/!$&\'()*+,;=:@[]', '/!$&\'()*+,;=:@[]'], ['/"<>|', '/%22%3C%3E%7C'], ['/?q="a b', '/?q="a b'], ['1a/b:c', '1a/b:c'],
])('what is asked for by %j', (text, target) => {
  expect(requestTarget(parseGoUrl(text)!)).toBe(target);
});

test.each(['/%zz', '/%', 'a\n', ':a', '1a:b', 'a b:c', '//a b/', '//[bad/', '//a:x/', '//a:1:2/', '//a%41/', '//a|b@c/', '/#%zz'])('%j is no address', text => {
  expect(parseGoUrl(text)).toBeUndefined();
});

test('what follows a scheme without a slash has no host and no path', () => {
  expect(parseGoUrl('mailto:a@b')).toEqual({ scheme: 'mailto', opaque: 'a@b', host: '', path: '' });
});

test('who asks, the scheme in lower case, and the fragment', () => {
  expect(parseGoUrl('HTTP://me:secret@shop.example:81/x#a"b')).toEqual({ scheme: 'http', user: 'me:secret', host: 'shop.example:81', path: '/x', fragment: 'a%22b' });
  expect(goUrlText(parseGoUrl('http://me@shop.example/x?#y')!)).toBe('http://shop.example/x?#y');
});

test.each([
  ['next', 'http://h:1/a/next'], ['/next', 'http://h:1/next'], ['?c', 'http://h:1/a/b?c'], ['#d', 'http://h:1/a/b?q#d'], ['', 'http://h:1/a/b?q'], ['../up', 'http://h:1/up'], ['../../../up', 'http://h:1/up'],
  ['./', 'http://h:1/a/'], ['..', 'http://h:1/'], ['/x/./y/../z', 'http://h:1/x/z'], ['//other/x', 'http://other/x'], ['https://other', 'https://other'], ['/x\\y', 'http://h:1/x%5Cy'],
])('on http://h:1/a/b?q, %j leads to %s', (reference, there) => {
  expect(goUrlText(resolveGoUrl(parseGoUrl('http://h:1/a/b?q')!, parseGoUrl(reference)!))).toBe(there);
});

test.each([['a:80', true], ['127.0.0.1', true], ['[::1]:80', true], ['ü:80', true], ['a b:80', false], ['a/b:80', false], ['[a]:80', false], ['a:b', false]])('a host: %s', (text, is) => {
  expect(isGoHost(Buffer.from(text).toString('latin1'))).toBe(is);
});

test('a host without its port and brackets', () => {
  expect(['a:80', 'a', '[::1]:80'].map(host => hostname({ scheme: '', host, path: '' }))).toEqual(['a', 'a', '::1']);
});
